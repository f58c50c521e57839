package dev.culvert.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real ip, bridge and nft: what they print is the witness for what this library says it did. */
final class Programs {
    private Programs() {}

    /** What a program prints in a namespace; it must succeed. */
    static String output(NetworkNamespace namespace, String command) throws IOException, InterruptedException {
        ProcessBuilder program = new ProcessBuilder(List.of("sh", "-c", command)).redirectErrorStream(true);
        Process process = namespace.start(program);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command + "\n" + output).isZero();
        return output.strip();
    }

    /** What a class's main prints in a JVM of its own with those options. */
    static String java(Class<?> main, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), main.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
