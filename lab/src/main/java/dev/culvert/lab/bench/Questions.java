package dev.culvert.lab.bench;

import dev.culvert.netlink.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Somebody who asks a name server, by UDP, each question by a socket of its own, as stubs do.
 *
 * @param from where sockets are opened
 * @param source by which address, port 0
 */
record Questions(NetworkNamespace from, InetSocketAddress source, InetSocketAddress server) implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 2000;
    private static final int LARGEST = 1232;
    private static final int AT_ONCE = 8;

    /** How long each answer took, in microseconds, one question after the other. */
    Sample micros(List<String> names) {
        return inside(() -> {
            double[] micros = new double[names.size()];
            for (int i = 0; i < micros.length; i++) {
                byte[] question = question(names.get(i));
                long start = System.nanoTime();
                ask(question);
                micros[i] = (System.nanoTime() - start) / 1e3;
            }
            return Sample.of(micros);
        });
    }

    /** Answers a second to the same question, asked by eight at once. */
    double rate(String name, Duration time) {
        byte[] question = question(name);
        return Rate.of(from, AT_ONCE, time, _ -> ask(question));
    }

    /** An answer that is lost would take a stub seconds; it is not made up for. */
    private void ask(byte[] question) {
        try (var socket = new DatagramSocket(source)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(server);
            socket.send(new DatagramPacket(question, question.length));
            var answer = new DatagramPacket(new byte[LARGEST], LARGEST);
            socket.receive(answer);
            require(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(server + " does not answer", e);
        }
    }

    private static void require(DatagramPacket answer) throws IOException {
        // The last four bits of the second word of flags, and the number of answers (RFC 1035, 4.1.1).
        byte[] bytes = answer.getData();
        if (answer.getLength() < 12 || (bytes[3] & 0xf) != Rcode.NOERROR || bytes[7] == 0) {
            throw new IOException("no answer: " + new Message(bytes).getHeader());
        }
    }

    private static byte[] question(String name) {
        try {
            var message = Message.newQuery(Record.newRecord(Name.fromString(name), Type.A, DClass.IN));
            return message.toWire();
        } catch (TextParseException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    private <T> T inside(Callable<T> work) {
        try {
            return from.call(work);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("questions", e);
        }
    }

    @Override
    public void close() {
        from.close();
    }
}
