package dev.culvert.agent.resolver;

import dev.culvert.agent.settings.ResolverSettings;
import dev.culvert.agent.settings.Upstream;
import dev.culvert.dataplane.ResolverSpec;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.ReverseZones;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Unbound's configuration (unbound.conf(5)). It does not validate, so that signatures and the CD and DO bits pass through as they
 * are. It asks from the address at which it listens. What the cluster's DNS says is not cached: that is its own business, and a Service is there as soon as it is made. Where it
 * is not known, the cluster's names are refused: nobody beyond the tunnel is to see them.
 */
final class UnboundConfig {
    /** Where Debian has the well-known authorities. */
    private static final String AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

    private static final Prefix EVERYBODY = Prefix.parse("0.0.0.0/0");

    private UnboundConfig() {}

    /** A client's own. */
    static String own(ResolverSettings settings, Path folder) {
        return of(settings, EVERYBODY, folder);
    }

    /** A gateway's; {@code clients} may ask. */
    static String of(ResolverSettings settings, Prefix clients, Path folder) {
        List<String> clusterDns = settings.clusterDns().stream()
                .map(server -> server + "@" + ResolverSpec.CLUSTER_PORT)
                .toList();
        List<Upstream> upstreams = settings.servers();
        boolean tls = upstreams.stream().anyMatch(server -> server.tlsName().isPresent());
        boolean known = !clusterDns.isEmpty();
        List<String> cluster = Stream.concat(
                        Stream.of(settings.clusterDomain()),
                        settings.clusterNetworks().stream()
                                .map(Prefix::parse)
                                .map(ReverseZones::of)
                                .flatMap(List::stream))
                .distinct()
                .toList();
        return """
                server:
                    directory: "%s"
                    chroot: ""
                    username: ""
                    pidfile: ""
                    use-syslog: no
                    do-daemonize: no
                    verbosity: 1
                    num-threads: 1
                    module-config: "iterator"
                    interface: %s
                    ip-freebind: yes
                    access-control: %s allow
                    access-control: %s allow
                    outgoing-interface: %s
                    do-ip6: no
                    edns-buffer-size: 1232
                    max-udp-size: 1232
                    hide-identity: yes
                    hide-version: yes
                    infra-keep-probing: yes
                    infra-cache-max-rtt: 2000
                %s%s
                remote-control:
                    control-enable: no
                %s%s""".formatted(
                folder,
                settings.address(),
                clients,
                Prefix.host(IpAddress.parse(settings.address())),
                settings.address(),
                tls
                        ? "    tls-cert-bundle: \"%s\"\n"
                                .formatted(Objects.requireNonNullElse(settings.authorities(), AUTHORITIES))
                        : "",
                cluster.stream()
                        .map(zone ->
                                "    local-zone: \"%s.\" %s\n".formatted(zone, known ? "transparent" : "always_refuse"))
                        .collect(Collectors.joining()),
                (known ? cluster : List.<String>of())
                        .stream()
                                .map(zone -> forward(zone + ".", clusterDns, "forward-no-cache"))
                                .collect(Collectors.joining()),
                upstreams.isEmpty()
                        ? ""
                        : forward(
                                ".",
                                upstreams.stream().map(Upstream::toString).toList(),
                                tls ? "forward-tls-upstream" : ""));
    }

    private static String forward(String zone, List<String> servers, String option) {
        return servers.stream()
                .map("    forward-addr: %s\n"::formatted)
                .collect(Collectors.joining(
                        "",
                        "\nforward-zone:\n    name: \"" + zone + "\"\n",
                        option.isEmpty() ? "" : "    " + option + ": yes\n"));
    }
}
