package dev.culvert.operator.names.provider;

import dev.culvert.manifest.api.NameProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** A real BIND with the zone example.org, which the key {@code culvert} may change below exits.example.org, and {@code people} anywhere. */
public final class Bind implements AutoCloseable {
    public static final String ZONE = "example.org";
    public static final String SECRET = "yPaE1gqfMHI9IZjQXhX0Dt5Wb0YJfTLk3b0yX0wQ2VY=";
    private static final String PEOPLES_SECRET = "1hXr4i4kHvS1pWn0uoLW2qFfwX3yV3yB1bqMZ7bJrZk=";

    private final Path folder;
    private final int port;
    private Process process;

    public Bind() {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
            folder = Files.createTempDirectory("culvert-bind");
            Files.writeString(folder.resolve("named.conf"), """
                    options {
                      directory "%1$s";
                      pid-file none;
                      session-keyfile none;
                      lock-file none;
                      listen-on port %2$d { 127.0.0.1; };
                      listen-on-v6 { none; };
                      recursion no;
                      dnssec-validation no;
                      empty-zones-enable no;
                      notify no;
                    };
                    controls { };
                    key culvert { algorithm hmac-sha256; secret "%3$s"; };
                    key people { algorithm hmac-sha256; secret "%4$s"; };
                    zone "example.org" {
                      type primary;
                      file "example.org.zone";
                      update-policy {
                        grant people zonesub ANY;
                        grant culvert wildcard *.example.org. A AAAA TXT;
                        deny culvert subdomain example.org. ANY;
                      };
                    };
                    """.formatted(folder, port, SECRET, PEOPLES_SECRET));
            Files.writeString(folder.resolve("example.org.zone"), """
                    $TTL 300
                    @ SOA ns hostmaster 1 3600 600 86400 60
                    @ NS ns
                    ns A 127.0.0.1
                    www A 192.0.2.80
                    alias CNAME www
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = run();
        ready();
    }

    private Process run() {
        try {
            return new ProcessBuilder(
                            "/usr/sbin/named",
                            "-f",
                            "-4",
                            "-n",
                            "1",
                            "-c",
                            folder.resolve("named.conf").toString(),
                            "-L",
                            folder.resolve("log").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("output").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready() {
        Awaitility.await("named, see " + folder).atMost(Duration.ofSeconds(30)).until(() -> {
            try {
                return !read(ZONE, Type.SOA).isEmpty();
            } catch (UncheckedIOException notYet) {
                if (!process.isAlive()) {
                    throw new IllegalStateException(Files.readString(folder.resolve("output")));
                }
                return false;
            }
        });
    }

    public int port() {
        return port;
    }

    /** As a gateway's spec names it, by another server's address if one is between. */
    public NameProvider.Rfc2136 settings(int at) {
        return new NameProvider.Rfc2136(
                "127.0.0.1:" + at,
                ZONE,
                new NameProvider.Tsig("culvert", null, new NameProvider.CredentialRef("tsig", null)));
    }

    /** As {@code kill -9}. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Starts again with what it had on its disk. */
    public void start() {
        process = run();
        ready();
    }

    /** Does nothing more, and closes nothing: whoever asks waits. */
    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Addresses of a name, sorted as text. */
    public List<String> addresses(String name) {
        return Stream.concat(read(name, Type.A).stream(), read(name, Type.AAAA).stream())
                .map(Record::rdataToString)
                .sorted()
                .toList();
    }

    /** The TXT records of a name. */
    public List<String> texts(String name) {
        return read(name, Type.TXT).stream()
                .map(record -> String.join("", ((TXTRecord) record).getStrings()))
                .toList();
    }

    public List<Long> ttls(String name) {
        return read(name, Type.A).stream().map(Record::getTTL).distinct().toList();
    }

    /** Counts changes of the zone. */
    public String serial() {
        return read(ZONE, Type.SOA).getFirst().rdataToString();
    }

    public List<Record> read(String name, int type) {
        try {
            Message answer = resolver().send(Message.newQuery(Record.newRecord(name(name), type, DClass.IN)));
            return answer.getSection(Section.ANSWER).stream()
                    .filter(record -> record.getType() == type)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Somebody else adds a record. */
    public void add(String name, int type, String data) {
        people(update -> update.add(name(name), type, 120, data));
    }

    /** Somebody else deletes all records of a name and type. */
    public void delete(String name, int type) {
        people(update -> update.delete(name(name), type));
    }

    /** What somebody writes into an update. */
    private interface Change {
        void to(Update update) throws IOException;
    }

    private void people(Change change) {
        try {
            var update = new Update(name(ZONE));
            change.to(update);
            SimpleResolver resolver = resolver();
            resolver.setTSIGKey(new TSIG(TSIG.HMAC_SHA256, name("people"), PEOPLES_SECRET));
            int code = resolver.send(update).getRcode();
            if (code != Rcode.NOERROR) {
                throw new IllegalStateException(Rcode.string(code));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SimpleResolver resolver() {
        var resolver = new SimpleResolver(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        resolver.setTimeout(Duration.ofSeconds(5));
        return resolver;
    }

    private static Name name(String text) {
        return Objects.requireNonNull(Name.fromConstantString(text + "."));
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    new ArrayList<>(files.sorted(Comparator.reverseOrder()).toList())) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
