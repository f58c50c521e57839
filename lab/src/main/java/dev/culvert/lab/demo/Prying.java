package dev.culvert.lab.demo;

import dev.culvert.lab.Host;
import dev.culvert.lab.Lab;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a client's programs try: the web by both families, ping, and name servers that they name themselves. */
final class Prying implements AutoCloseable {
    private final Lab lab;
    private final String client;
    private final double pause;
    private final List<ClientProgram> programs = new ArrayList<>();

    private Prying(Lab lab, String client, double pause) {
        this.lab = lab;
        this.client = client;
        this.pause = pause;
    }

    /** Starts them in a client. */
    static Prying start(Lab lab, String client, double pause) {
        Prying prying = new Prying(lab, client, pause);
        prying.start();
        return prying;
    }

    /** Starts them, once more where they were killed. */
    void start() {
        Host remote = lab.topology().host("remote-1");
        Host dns = lab.topology().host("dns-1");
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put("curl", curl("http://%s/ip", remote.v4().orElseThrow()));
        commands.put("curl over IPv6", curl("http://[%s]/ip", remote.v6().orElseThrow()));
        commands.put("ping", List.of("ping", "-c1", "-W1", remote.v4().orElseThrow()));
        commands.put(
                "ping over IPv6",
                List.of("ping", "-6", "-c1", "-W1", remote.v6().orElseThrow()));
        commands.put("DNS by UDP", dig(dns.v4().orElseThrow()));
        commands.put("DNS by TCP", dig(dns.v4().orElseThrow(), "+tcp"));
        commands.put("DNS over IPv6", dig(dns.v6().orElseThrow()));
        commands.put("DNS at a host that offers none", dig(remote.v4().orElseThrow()));
        commands.forEach((name, command) -> programs.add(ClientProgram.start(lab, client, name, pause, command)));
    }

    int programs() {
        return programs.size();
    }

    /** How many of the programs end within a second. */
    int ended() throws InterruptedException {
        int ended = 0;
        for (ClientProgram program : programs) {
            ended += program.ended() ? 1 : 0;
        }
        return ended;
    }

    /** What came of them, of those that were killed too. */
    List<Tries> tries() {
        return sum(programs.stream().map(ClientProgram::tries).toList());
    }

    @Override
    public void close() {
        programs.forEach(ClientProgram::close);
    }

    /** The sum, program by program. */
    static List<Tries> sum(List<Tries> all) {
        Map<String, Tries> sums = new LinkedHashMap<>();
        for (Tries tries : all) {
            sums.merge(
                    tries.program(),
                    tries,
                    (a, b) -> new Tries(a.program(), a.tried() + b.tried(), a.succeeded() + b.succeeded()));
        }
        return List.copyOf(sums.values());
    }

    private static List<String> curl(String url, String address) {
        return List.of("curl", "-gsf", "--max-time", "1", url.formatted(address));
    }

    private static List<String> dig(String server, String... more) {
        List<String> command = new ArrayList<>(List.of("dig", "@" + server, "+time=1", "+tries=1", "remote-1"));
        command.addAll(List.of(more));
        return command;
    }
}
