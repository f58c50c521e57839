package dev.culvert.lab.scenario;

import dev.culvert.lab.Lab;
import dev.culvert.lab.process.Finished;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.HostProcesses;
import dev.culvert.lab.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What somebody does by hand in a host, with every power over it. */
final class Hands {
    private Hands() {}

    /** Types lines into a shell in {@code host}; each must succeed. */
    static String type(Lab lab, String host, String... lines) {
        return Programs.require(HostEntry.shell(lab.topology().host(host).name()), String.join("\n", lines) + "\n");
    }

    /** Types lines of which some may fail, as they do when what they remove is gone already. */
    static Finished tryTo(Lab lab, String host, String... lines) {
        List<String> shell = HostEntry.shell(lab.topology().host(host).name());
        return Programs.run(shell.subList(0, shell.size() - 1), String.join("\n", lines) + "\n");
    }

    /**
     * Takes a client's lock and its way into the tunnel away, so that the first link is all it has: what leaks then is what
     * the lock holds back. It answers nothing by itself, so that all that leaks was asked for.
     */
    static void unlock(Lab lab, String client) {
        HostProcesses.signal(client, "STOP");
        tryTo(
                lab,
                client,
                "nft flush ruleset",
                "for link in net1 vxlan0 wgc1 wgc2 wgc3; do ip link del $link; done",
                "for pref in 48 49; do while ip rule del pref $pref; do :; done; done",
                "for pref in 48 49; do while ip -6 rule del pref $pref; do :; done; done",
                """
                nft 'table inet silence { chain output { type filter hook output priority 0;
                  icmp type destination-unreachable drop; icmpv6 type destination-unreachable drop;
                  tcp flags & rst == rst drop; }; }'
                """);
    }

    /** Ends the processes of {@code host} whose program has that name, by kill -9; returns how many there were. */
    static int kill(Lab lab, String host, String program) {
        return signal(lab, host, program, "KILL");
    }

    /** Sends them a signal, as {@code kill -NAME} does. */
    static int signal(Lab lab, String host, String program, String signal) {
        int reached = 0;
        for (long pid : HostProcesses.of(lab.topology().host(host).name())) {
            if (program.equals(nameOf(pid))) {
                Programs.run(List.of("kill", "-" + signal, Long.toString(pid)), "");
                reached++;
            }
        }
        return reached;
    }

    /** The same for a Java program whose main class has that name. */
    static void killMain(Lab lab, String host, String main) {
        HostProcesses.of(lab.topology().host(host).name()).stream()
                .filter(pid ->
                        nameOf(pid).equals("java") && fileOf(pid, "cmdline").contains("." + main + "\0"))
                .forEach(pid -> Programs.run(List.of("kill", "-KILL", Long.toString(pid)), ""));
    }

    private static String nameOf(long pid) {
        return fileOf(pid, "comm").strip();
    }

    private static String fileOf(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException ended) {
            return "";
        }
    }
}
