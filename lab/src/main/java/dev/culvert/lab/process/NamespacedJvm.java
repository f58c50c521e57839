package dev.culvert.lab.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of ours that is root in fresh user, network, mount and pid namespaces with an empty /run. When the process that
 * holds them ends, the kernel removes all there is.
 */
public final class NamespacedJvm {
    /** The shell stays as process 1: it reaps whatever is orphaned inside. */
    private static final String INIT = """
            mount -t tmpfs tmpfs /run && mkdir -p /run/netns && ip link set lo up || exit 1
            "$@"
            exit $?
            """;

    private NamespacedJvm() {}

    /**
     * Inside: ends with whoever started it, who holds the other end of its standard input; even kill -9 closes that. What runs in the
     * namespaces ends with them.
     */
    public static void endWithStarter() {
        Thread.ofPlatform().daemon().name("starter").start(() -> {
            try {
                while (System.in.read() >= 0) {}
            } catch (IOException e) {
                // As good as an end.
            }
            Runtime.getRuntime().halt(1);
        });
    }

    /** The command that starts a main class there, with this JVM's class path. */
    public static List<String> command(Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("setsid", "unshare", "--user", "--map-root-user"));
        command.addAll(List.of("--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"));
        command.addAll(List.of("sh", "-c", INIT, "sh", Path.of(System.getProperty("java.home"), "bin/java") + ""));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
        command.addAll(List.of("-Xlog:disable", "-Xlog:all=warning:stderr")); // standard output is the program's
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }
}
