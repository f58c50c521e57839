package dev.culvert.lab.tunnel;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Routing;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.HostFile;
import dev.culvert.lab.process.Supervisor;
import dev.culvert.lab.topology.Topology;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All tunnels of a laboratory and the exits they end at. */
public final class Tunnels {
    private final List<Tunnel> all = new ArrayList<>();
    private final List<ExitEnd> exits = new ArrayList<>();
    private final boolean routed;

    /** Makes keys for every tunnel: a gateway's to the exit of its number, clients' in turns where there are none. */
    public Tunnels(Topology topology, Supervisor supervisor) {
        boolean sidecar = topology.spec().routing() == Routing.SIDECAR;
        routed = !topology.hosts(HostRole.ROUTER).isEmpty() || topology.spec().routing() == Routing.OVERLAY;
        List<Host> holders = topology.hosts(sidecar ? HostRole.CLIENT : HostRole.GATEWAY);
        List<Host> ends = topology.hosts(HostRole.EXIT);
        for (int i = 0; i < holders.size(); i++) {
            Host exit = ends.get(i % ends.size());
            int number = 1 + i / ends.size();
            int mtu = topology.spec().tuning().tunnelMtu(exit.index());
            all.add(new Tunnel(holders.get(i), exit, number, KeyPair.generate(), KeyPair.presharedKey(), mtu));
        }
        for (Host exit : ends) {
            exits.add(new ExitEnd(exit, toExit(exit), topology.spec().tuning().ports(), supervisor));
        }
    }

    public List<Tunnel> all() {
        return List.copyOf(all);
    }

    /** The flows through each tunnel now, by its holder's name, where no router counts them. */
    public Map<String, Long> flows() {
        return routed ? Map.of() : TunnelFlows.of(all);
    }

    /** The tunnels that end at {@code exit}. */
    public List<Tunnel> toExit(Host exit) {
        return all.stream().filter(tunnel -> tunnel.exit().equals(exit)).toList();
    }

    /** The tunnel that {@code holder} holds; none for a host that holds none. */
    public List<Tunnel> heldBy(Host holder) {
        return all.stream().filter(tunnel -> tunnel.holder().equals(holder)).toList();
    }

    /** The provider's settings file for a host that holds a tunnel. */
    public static Path conf(Host holder) {
        return HostEntry.files(holder.name()).resolve("wg.conf");
    }

    /** The provider's end at {@code exit}. */
    public ExitEnd end(Host exit) {
        return exits.stream().filter(end -> end.exit().equals(exit)).findFirst().orElseThrow();
    }

    /** Starts every exit and hands out the settings files. */
    public void start() {
        exits.forEach(ExitEnd::start);
        exits.forEach(ExitEnd::configure);
        for (Tunnel tunnel : all) {
            HostFile.write(
                    conf(tunnel.holder()),
                    tunnel.providerConf(end(tunnel.exit()).publicKey()));
        }
    }
}
