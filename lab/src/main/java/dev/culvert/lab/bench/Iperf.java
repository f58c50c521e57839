package dev.culvert.lab.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.culvert.lab.LabException;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.Programs;
import dev.culvert.netlink.NetworkNamespace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** An iperf3 server in a host, for as long as it is open. */
final class Iperf implements AutoCloseable {
    static final int PORT = 5201;
    private static final JsonMapper JSON = new JsonMapper();

    private final Process server;

    private Iperf(Process server) {
        this.server = server;
    }

    static Iperf serve(String host) throws IOException {
        try (NetworkNamespace namespace = NetworkNamespace.open(host)) {
            return new Iperf(namespace.start(new ProcessBuilder("iperf3", "--server")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)));
        }
    }

    /** What arrives of four TCP streams from {@code host}, in Gbit/s; with {@code --reverse} of four to it. */
    static double gigabits(String host, String server, BenchOptions options, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "timeout", "30", "nsenter", "--net=" + HostEntry.namespace(host), "iperf3", "--client", server));
        command.addAll(List.of("--json", "--time", options.quick() ? "1" : "3", "--omit", "1", "--parallel", "4"));
        command.addAll(List.of(more));
        try {
            return JSON.readTree(Programs.require(command, ""))
                            .path("end")
                            .path("sum_received")
                            .path("bits_per_second")
                            .asDouble()
                    / 1e9;
        } catch (IOException e) {
            throw new LabException("iperf3 wrote no JSON: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        server.destroyForcibly();
    }
}
