package dev.culvert.lab.topology;

import dev.culvert.lab.Host;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.Programs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Makes a topology real, by the programs an operator would use. The laboratory does not use our own netlink library
 * for it: what is there to show that Culvert works must not fail together with it.
 */
public final class Builder {
    private final Topology topology;

    public Builder(Topology topology) {
        this.topology = topology;
    }

    /** Makes all namespaces, links, addresses and routes, but no pod's interfaces. */
    public void build() {
        String namespaces = topology.hosts().stream()
                .map(host -> "netns add " + host.name())
                .collect(Collectors.joining("\n"));
        Programs.require(List.of("ip", "-batch", "-"), namespaces);
        topology.hosts().forEach(host -> run(new Script(host.name(), Snippets.BASICS)));
        String cables = cables().stream().map(Cable::line).collect(Collectors.joining("\n"));
        Programs.require(List.of("ip", "-batch", "-"), cables);
        scripts().forEach(Builder::run);
    }

    /** Makes a host's namespace anew, with nothing in it. */
    public static void renew(Host host) {
        Programs.require(List.of("ip", "-batch", "-"), "netns del %s\nnetns add %1$s".formatted(host.name()));
        run(new Script(host.name(), Snippets.BASICS));
    }

    /** Types {@code script} in its host; the first line that fails is told. */
    public static void run(Script script) {
        Programs.require(HostEntry.shell(script.host()), String.join("\n", script.lines()) + "\n");
    }

    List<Cable> cables() {
        List<Cable> cables = new ArrayList<>(new PublicNet(topology).cables());
        cables.addAll(new SiteNet(topology).cables());
        return cables;
    }

    List<Script> scripts() {
        List<Script> scripts = new ArrayList<>(new SiteNet(topology).scripts());
        scripts.addAll(new PublicNet(topology).scripts());
        return scripts;
    }
}
