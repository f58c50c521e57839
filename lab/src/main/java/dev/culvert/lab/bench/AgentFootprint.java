package dev.culvert.lab.bench;

import dev.culvert.agent.health.EngineReport;
import dev.culvert.agent.health.ResolverReport;
import dev.culvert.agent.settings.RouterSettings;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.agent.wire.Heartbeat;
import dev.culvert.dataplane.FlowTable;
import dev.culvert.lab.culvert.AgentCommand;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.NetworkNamespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the router's agent costs with 16 gateways. The gateways are stand-ins: threads that answer heartbeats as the real
 * agent does, and a kernel that answers the probes.
 */
final class AgentFootprint {
    private static final String NAME = "agent";
    private static final int GATEWAYS = 16;
    private static final Heartbeat.Answer UP = new Heartbeat.Answer(EngineReport.UP, ResolverReport.UNKNOWN);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final double TICKS = 100;
    private static final Pattern SIZE = Pattern.compile("(?m)^(Rss|Anonymous): +(\\d+) kB");

    /** One start: when the data plane stood, when all gateways took flows, and what was used at rest. */
    private record Life(double stands, double ready, double cpu, Map<String, Double> memory) {
        double megabytes(String what) {
            return memory.getOrDefault(what, 0.0);
        }
    }

    private AgentFootprint() {}

    static List<Row> measure(BenchOptions options, Consumer<String> progress) throws Exception {
        int runs = options.runs(7, 3);
        List<Life> lives = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            progress.accept("%d of %d".formatted(run + 1, runs));
            lives.add(live(Duration.ofSeconds(1), Duration.ofSeconds(1), AgentCommand::of));
        }
        progress.accept("at rest");
        Life atRest = live(
                Duration.ofSeconds(options.quick() ? 10 : 60),
                Duration.ofSeconds(options.quick() ? 5 : 30),
                AgentCommand::of);
        String medians = "median of %d starts".formatted(runs);
        String once = "%d s after its start".formatted(options.quick() ? 10 : 60);
        return List.of(
                Row.of(
                                NAME,
                                "start until the data plane stands",
                                "s",
                                median(lives.stream().map(Life::stands).toList()))
                        .noting(medians),
                Row.of(
                                NAME,
                                "start until all 16 gateways take flows",
                                "s",
                                median(lives.stream().map(Life::ready).toList()))
                        .atMost(0.5)
                        .noting(medians),
                Row.of(NAME, "resident memory", "MB", atRest.megabytes("Rss"))
                        .atMost(40)
                        .noting(once),
                Row.of(NAME, "of it, its own", "MB", atRest.megabytes("Anonymous")),
                Row.of(
                                NAME,
                                "of it, files' that agents on a node share",
                                "MB",
                                atRest.megabytes("Rss") - atRest.megabytes("Anonymous"))
                        .noting("the JVM, its classes, libraries"),
                Row.of(NAME, "CPU at rest with 16 gateways", "% of a core", atRest.cpu)
                        .atMost(1)
                        .noting("user and system time, from then on"));
    }

    /** Lets the agent live for a while and end, so that it leaves its {@link AgentCommand#cache}. */
    static void train() throws Exception {
        var _ = live(Duration.ofSeconds(4), Duration.ofSeconds(1), AgentCommand::training);
    }

    private static double median(List<Double> values) {
        return Sample.of(values).median();
    }

    private static Life live(Duration settling, Duration rest, BiFunction<String, Path, List<String>> command)
            throws Exception {
        Path folder = Files.createTempDirectory(Path.of("/run"), "agent");
        try (Bed bed = Bed.of("agent", GATEWAYS)) {
            List<DatagramSocket> gateways = Bed.within(bed.sink(), () -> standIns(bed));
            Path file = folder.resolve("settings.json");
            Files.writeString(file, SettingsFile.write(settings(bed, folder)));
            Process agent;
            long start = System.nanoTime();
            try (NetworkNamespace router = NetworkNamespace.open(bed.router())) {
                agent = router.start(new ProcessBuilder(command.apply("router", file))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile()));
            }
            try {
                double stands = await(bed, 0, start);
                double ready = await(bed, GATEWAYS, start);
                Wait.pause(settling);
                double before = cpuSeconds(agent.pid());
                long from = System.nanoTime();
                Wait.pause(rest);
                double used = (cpuSeconds(agent.pid()) - before) / ((System.nanoTime() - from) / 1e9);
                return new Life(stands, ready, 100 * used, memory(agent.pid()));
            } finally {
                agent.destroy();
                var _ = agent.waitFor();
                gateways.forEach(DatagramSocket::close);
            }
        }
    }

    /** Seconds from the start until new flows go to so many gateways; with 0, until the table is there at all. */
    private static double await(Bed bed, int members, long start) {
        return Bed.within(bed.router(), () -> {
            try (var flows = new FlowTable()) {
                Wait.until(
                        members + " gateways take flows",
                        PATIENCE,
                        () -> members(flows).filter(count -> count >= members).isPresent());
            }
            return (System.nanoTime() - start) / 1e9;
        });
    }

    private static Optional<Integer> members(FlowTable flows) {
        try {
            return Optional.of(flows.steering().members().size());
        } catch (NetlinkException noTableYet) {
            return Optional.empty();
        }
    }

    private static List<DatagramSocket> standIns(Bed bed) throws IOException {
        List<DatagramSocket> sockets = new ArrayList<>();
        for (int id : bed.ids().toArray()) {
            var socket =
                    new DatagramSocket(new InetSocketAddress(InetAddress.getByName(Bed.gateway(id)), Heartbeat.PORT));
            sockets.add(socket);
            Thread.ofPlatform().daemon().name("gateway-" + id).start(() -> answer(socket));
        }
        return sockets;
    }

    private static void answer(DatagramSocket socket) {
        var packet = new DatagramPacket(new byte[64], 64);
        while (!socket.isClosed()) {
            try {
                socket.receive(packet);
                Optional<byte[]> answer = Heartbeat.answer(packet.getData(), packet.getLength(), UP);
                if (answer.isPresent()) {
                    socket.send(new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
                }
            } catch (IOException closedOrRefused) {
                // The loop's condition tells which.
            }
        }
    }

    private static RouterSettings settings(Bed bed, Path folder) {
        return new RouterSettings(
                "router-1",
                "net1",
                Bed.ROUTER,
                Bed.NETWORK,
                "eth0",
                List.of("10.0.0.0/8"),
                List.of(new RouterSettings.Vip(Bed.VIP, 1, 150)),
                List.of(),
                bed.ids()
                        .mapToObj(id -> new RouterSettings.Gateway("gateway-" + id, id, Bed.gateway(id), 1))
                        .toList(),
                false,
                null,
                null,
                List.of(Bed.REMOTE),
                Map.of(),
                folder.toString());
    }

    /** User and system time so far (proc(5), stat: 14 and 15). */
    private static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        try (var fields = new Scanner(stat.substring(stat.lastIndexOf(')') + 1))) {
            for (int skipped = 3; skipped < 14; skipped++) {
                fields.next();
            }
            return (fields.nextLong() + fields.nextLong()) / TICKS;
        }
    }

    /** In MB: all resident pages, and those that are no file's (proc(5), smaps_rollup). */
    private static Map<String, Double> memory(long pid) throws IOException {
        Map<String, Double> memory = new HashMap<>();
        Matcher line = SIZE.matcher(Files.readString(Path.of("/proc/" + pid + "/smaps_rollup")));
        while (line.find()) {
            memory.merge(line.group(1), Double.parseDouble(line.group(2)) * 1024 / 1e6, Double::sum);
        }
        return memory;
    }
}
