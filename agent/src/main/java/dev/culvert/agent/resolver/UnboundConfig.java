package dev.culvert.agent.resolver;

import dev.culvert.agent.settings.ResolverSettings;
import dev.culvert.agent.settings.Upstream;
import dev.culvert.model.net.Family;
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
 * are. What the cluster's DNS says is not cached: that is its own business, and a Service is there as soon as it is made. Where it
 * is not known, the cluster's names are refused: nobody beyond the tunnel is to see them.
 */
final class UnboundConfig {
    /** Where Debian has the well-known authorities. */
    private static final String AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

    private static final Prefix EVERYBODY = Prefix.parse("0.0.0.0/0");

    private UnboundConfig() {}

    /** A gateway's; {@code clients} may ask. */
    static String of(ResolverSettings settings, Prefix clients, Path folder) {
        boolean six = Stream.concat(
                        settings.cluster().stream(), settings.servers().stream().map(Upstream::address))
                .anyMatch(address -> address.family() == Family.IPV6);
        return of(settings, clients, six, "", folder);
    }

    /** A client's own, which asks from the address at which it listens. */
    static String own(ResolverSettings settings, Path folder) {
        return of(settings, EVERYBODY, false, "    outgoing-interface: %s\n".formatted(settings.address()), folder);
    }

    private static String of(ResolverSettings settings, Prefix clients, boolean six, String source, Path folder) {
        List<Upstream> upstreams = settings.servers();
        boolean tls = upstreams.stream().anyMatch(server -> server.tlsName().isPresent());
        boolean known = !settings.clusterDns().isEmpty();
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
                    do-ip6: %s
                    edns-buffer-size: 1232
                    max-udp-size: 1232
                    hide-identity: yes
                    hide-version: yes
                    infra-keep-probing: yes
                    infra-cache-max-rtt: 2000
                %s%s%s
                remote-control:
                    control-enable: no
                %s%s""".formatted(
                folder,
                settings.address(),
                clients,
                Prefix.host(IpAddress.parse(settings.address())),
                six ? "yes" : "no",
                source,
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
                                .map(zone -> forward(zone + ".", settings.clusterDns(), "forward-no-cache"))
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
