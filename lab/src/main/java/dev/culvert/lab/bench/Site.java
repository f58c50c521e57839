package dev.culvert.lab.bench;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.HostStatus;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabException;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.PodPrograms;
import dev.culvert.lab.culvert.CulvertPrograms;
import dev.culvert.model.net.IpAddress;
import dev.culvert.netlink.NetworkNamespace;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.stream.StreamSupport;

/** A laboratory to be measured, with our routers or with a peer's. */
final class Site {
    static final String CLIENT = "client-1";
    /** An exit that fails again and again would be held down longer and longer; that is not what is measured. */
    private static final String HOLD_DOWN = "\"health\" : { \"holdDownMax\" : \"1s\" }";

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Site() {}

    /** Ours, as it is but for the hold-down of exits that fail often. */
    static Lab culvert(LabSpec spec) {
        Lab lab = Lab.up(spec, Site::impatient, line -> {});
        lab.awaitReady(PATIENCE);
        awaitHealthy(lab);
        return lab;
    }

    private static PodPrograms impatient(Lab lab, Host host) {
        PodPrograms programs = CulvertPrograms.of(lab, host);
        var files = new HashMap<>(programs.files());
        files.replaceAll((file, text) -> text.replaceAll("\"health\" : \\{\\s*}", HOLD_DOWN));
        return new PodPrograms(files, programs.before(), programs.programs());
    }

    /** With the peer's routers; gateways and clients stay ours. */
    static Lab peer(LabSpec spec, PodPrograms.Chooser router) {
        Lab lab = Lab.up(
                spec,
                (site, host) -> host.role() == HostRole.ROUTER ? router.of(site, host) : CulvertPrograms.of(site, host),
                line -> {});
        lab.awaitReady(PATIENCE);
        return lab;
    }

    /** Until every router sends flows to every gateway. */
    static void awaitHealthy(Lab lab) {
        Wait.until(
                "every router takes every gateway for healthy",
                PATIENCE,
                () -> lab.status().hosts().stream()
                        .filter(host -> host.role().equals("router"))
                        .allMatch(Site::healthy));
    }

    private static boolean healthy(HostStatus router) {
        return router.report().path("fit").asBoolean()
                && StreamSupport.stream(router.report().path("gateways").spliterator(), false)
                        .allMatch(gateway -> gateway.path("healthy").asBoolean());
    }

    /** Whether gateways say of themselves that a packet went through their tunnels. */
    static boolean gatewaysReady(Lab lab) {
        return lab.status().hosts().stream()
                .filter(host -> host.name().startsWith("gateway-"))
                .allMatch(host -> host.report().path("ready").asBoolean());
    }

    static List<InetAddress> remotes(Lab lab) {
        return lab.topology().hosts(HostRole.REMOTE).stream()
                .map(remote -> IpAddress.parse(remote.v4().orElseThrow()).toInet())
                .toList();
    }

    static NewFlows newFlows(Lab lab) {
        try (NetworkNamespace client = lab.namespace(CLIENT)) {
            var flows = new NewFlows(client, remotes(lab));
            flows.awaitAnswers(100);
            return flows;
        }
    }

    /** The router that holds the VIP, by the kernel's own word, as soon as there is one. */
    static String holder(Lab lab) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<String> holders = holders(lab);
        while (holders.size() != 1) {
            if (System.nanoTime() - deadline > 0) {
                throw new LabException("the VIP is held by " + holders);
            }
            Wait.pause(Duration.ofMillis(100));
            holders = holders(lab);
        }
        return holders.getFirst();
    }

    private static List<String> holders(Lab lab) {
        return lab.topology().hosts(HostRole.ROUTER).stream()
                .map(Host::name)
                .filter(router ->
                        lab.exec(router, "ip", "-oneline", "address").out().contains(" " + vip(lab) + "/"))
                .toList();
    }

    static String vip(Lab lab) {
        return lab.clientNetwork().plan().egressVip(1).toString();
    }
}
