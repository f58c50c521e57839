package dev.culvert.lab.demo;

import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabException;
import dev.culvert.lab.flow.ConnectTrain;
import dev.culvert.netlink.NetworkNamespace;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Every gateway is killed, and clients' programs try, are killed, and try again. */
final class Blackout {
    private static final Duration TRYING = Duration.ofMillis(2500);

    private static final Duration NEW_FLOW = Duration.ofMillis(20);
    private static final int MOST_CLIENTS = 3;
    private static final double PAUSE = 0.2;

    private final Lab lab;
    private final Consumer<String> progress;
    private final Prying lasting;
    private final Function<String, Requests> ask;
    private final Routers routers;

    /**
     * @param lasting what runs in clients all the time
     * @param ask has a client make some requests
     */
    Blackout(Lab lab, Consumer<String> progress, Prying lasting, Function<String, Requests> ask) {
        this.lab = lab;
        this.progress = progress;
        this.lasting = lasting;
        this.ask = ask;
        this.routers = new Routers(lab);
    }

    Darkness run() {
        HostRole role = names(HostRole.GATEWAY).isEmpty() ? HostRole.EXIT : HostRole.GATEWAY;
        String what = "every %s is killed".formatted(role.word());
        progress.accept("5. " + what + "; clients' programs go on trying");
        List<String> gateways = names(role);
        List<String> clients =
                names(HostRole.CLIENT).stream().limit(MOST_CLIENTS).toList();
        long leaked = lab.capture().leaked();
        gateways.forEach(gateway -> lab.fail(gateway, FailureMode.KILL));
        Instant dark = Instant.now();
        List<Tries> tries = new ArrayList<>();
        int programs = 0;
        int killed = 0;
        try {
            List<Prying> first = start(clients);
            Wait.pause(TRYING);
            progress.accept("   the clients' programs are killed, and started anew");
            clients.forEach(client -> lab.fail(client, FailureMode.KILL));
            for (Prying prying : first) {
                programs += prying.programs();
                killed += prying.ended();
                prying.close();
                tries.addAll(prying.tries());
            }
            programs += lasting.programs();
            killed += lasting.ended();
            clients.forEach(lab::heal);
            lasting.start();
            List<Prying> second = start(clients);
            Wait.pause(TRYING);
            for (Prying prying : second) {
                prying.close();
                tries.addAll(prying.tries());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
        long leakedNow = lab.capture().leaked();
        Instant healed = Instant.now();
        progress.accept("   %d packets left; all come back".formatted(leakedNow - leaked));
        double works = heal(gateways, clients, healed);
        List<Requests> after = clients.stream().map(ask).toList();
        return new Darkness(
                what,
                FlowFigures.seconds(dark, healed),
                Prying.sum(tries),
                programs,
                killed,
                leakedNow - leaked,
                works,
                after);
    }

    private double heal(List<String> gateways, List<String> clients, Instant healed) {
        List<ConnectTrain> connects = clients.stream().map(this::connects).toList();
        try {
            gateways.forEach(lab::heal);
            boolean works = Wait.until(Wait.RETURN, () -> connects.stream().allMatch(Blackout::answered));
            double after = works ? FlowFigures.seconds(healed, Instant.now()) : Double.POSITIVE_INFINITY;
            Wait.until(Wait.RETURN, routers::serve);
            return after;
        } finally {
            connects.forEach(ConnectTrain::close);
        }
    }

    private ConnectTrain connects(String client) {
        InetAddress remote =
                InetAddress.ofLiteral(lab.topology().host("remote-1").v4().orElseThrow());
        try (NetworkNamespace namespace = lab.namespace(client)) {
            return ConnectTrain.start(namespace, remote, NEW_FLOW);
        }
    }

    private static boolean answered(ConnectTrain connects) {
        return connects.attempts().stream().anyMatch(attempt -> attempt.exit().isPresent());
    }

    private List<Prying> start(List<String> clients) {
        return clients.stream().map(client -> Prying.start(lab, client, PAUSE)).toList();
    }

    private List<String> names(HostRole role) {
        return lab.topology().hosts(role).stream().map(Host::name).toList();
    }
}
