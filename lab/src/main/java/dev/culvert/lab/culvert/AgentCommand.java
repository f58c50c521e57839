package dev.culvert.lab.culvert;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.culvert.agent.Main;
import dev.culvert.dataplane.NamespacePlan;
import dev.culvert.lab.LabException;
import dev.culvert.model.net.Prefix;
import dev.culvert.netlink.RouteSocket;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;

/** How the agent is started, as in its image: a small JVM with nothing but what the agent needs. */
public final class AgentCommand {
    private AgentCommand() {}

    /** The command for a role with the settings in that file. */
    public static List<String> of(String role, Path settings) {
        Path cache = cache();
        return of(role, settings, Files.exists(cache) ? List.of("-XX:AOTCache=" + cache) : List.of());
    }

    /** The same, to learn what the agent loads and links, for {@link #cache}. */
    public static List<String> training(String role, Path settings) {
        return of(role, settings, List.of("-XX:AOTCacheOutput=" + cache()));
    }

    /**
     * Classes as the JVM has them once they are loaded and linked (JEP 483, 514), beside the agent's jar; may be missing. Its
     * name tells the jars it was made from: the JVM was seen to take a cache of older jars of the same names.
     */
    public static Path cache() {
        var digest = new CRC32();
        for (String place : classPath().split(":", -1)) {
            digest.update(contents(Path.of(place)));
        }
        return Path.of(place(Main.class)).resolveSibling("agent-%08x.aot".formatted(digest.getValue()));
    }

    /** Nothing for a folder of classes, which the JVM makes no cache of. */
    private static byte[] contents(Path place) {
        try {
            return Files.isDirectory(place) ? new byte[0] : Files.readAllBytes(place);
        } catch (IOException e) {
            throw new LabException("cannot read " + place + ", a part of the agent", e);
        }
    }

    private static List<String> of(String role, Path settings, List<String> more) {
        List<String> command = new ArrayList<>(jvm());
        command.addAll(1, more);
        command.addAll(List.of(Main.class.getName(), role, "--settings", settings.toString()));
        return List.copyOf(command);
    }

    private static List<String> jvm() {
        return Stream.of(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()),
                        options(),
                        Stream.of("-cp", classPath()))
                .flatMap(parts -> parts)
                .toList();
    }

    /** Those of the image, too: dev/image takes them from the same file. */
    private static Stream<String> options() {
        try (InputStream file = Main.class.getResourceAsStream("jvm.options")) {
            return new String(Objects.requireNonNull(file, "jvm.options").readAllBytes(), StandardCharsets.UTF_8)
                    .lines();
        } catch (IOException e) {
            throw new LabException("cannot read the agent's jvm.options", e);
        }
    }

    private static String classPath() {
        return Stream.of(
                        Main.class,
                        NamespacePlan.class,
                        RouteSocket.class,
                        Prefix.class,
                        JsonMapper.class,
                        JsonFactory.class,
                        JsonProperty.class,
                        Message.class,
                        LoggerFactory.class)
                .map(AgentCommand::place)
                .distinct()
                .collect(Collectors.joining(":"));
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
