package dev.culvert.lab.service;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Names;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.HostFile;
import dev.culvert.lab.process.ProgramSpec;
import dev.culvert.lab.process.Programs;
import dev.culvert.lab.topology.Addresses;
import dev.culvert.lab.topology.Topology;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The name servers: BIND. The internet's knows the root zone with all hosts of the laboratory, {@code internet.example} and
 * {@code signed.example}, which it signs itself. The cluster's knows {@code cluster.local} and its reverse zones, and asks the
 * internet's for everything else, as CoreDNS asks the node's.
 */
public final class NameServer {
    /** Zones whose owner says that their name servers are the cluster's DNS, and a host of the local network that resolves for everybody. */
    public static final List<String> HOSTILE = List.of("to-cluster.internet.example", "to-node.internet.example");

    /** A name whose answer is too large for UDP. */
    public static final String LARGE = "large.internet.example";

    /** A name that has another address within the cluster, {@link #WITHIN}, than on the internet. */
    public static final String SPLIT = "split.internet.example";

    /** Where the cluster's server says that it is. */
    public static final String WITHIN = "10.96.7.7";

    /** What that certificate says. */
    public static final String TLS_NAME = "dns.internet.example";

    private static final String PROGRAM = "named";
    private static final int STRINGS = 30;
    private static final int STRING_LENGTH = 200;
    private static final Pattern QUERY =
            Pattern.compile("client @\\S+ (\\S+)#\\d+ \\((\\S+)\\): query: \\S+ IN (\\S+) (\\S+) \\(");

    private static final String HEAD = """
            $TTL 60
            @ SOA dns-1. nobody.dns-1. 1 60 60 60 5
            @ NS dns-1.
            """;

    private NameServer() {}

    /** A query that a server was asked, as its log has it. */
    public record Query(String from, String name, String type, boolean tcp) {}

    /** The server on the internet. */
    public static ProgramSpec ofInternet(Host host, Topology topology) {
        Map<String, String> zones = new TreeMap<>();
        zones.put(".", HEAD + topology.hosts().stream().map(NameServer::records).collect(Collectors.joining()));
        String example = HEAD
                + """
                to-cluster NS ns.to-cluster
                ns.to-cluster A CLUSTER_DNS
                to-node NS ns.to-node
                ns.to-node A CLUSTER_HOST
                www A 198.51.100.11
                *.many A 198.51.100.11
                split A 198.51.100.11
                large TXT""".replace("CLUSTER_DNS", Addresses.CLUSTER_DNS).replace(
                        "CLUSTER_HOST",
                        topology.hosts(HostRole.CLUSTER).getFirst().v4().orElseThrow())
                + large();
        zones.put("internet.example", example);
        zones.put("signed.example", example);
        boolean tls = topology.spec().tuning().names() == Names.ENCRYPTED;
        return program(
                host,
                zones,
                Set.of("signed.example"),
                "    recursion no;\n" + (tls ? "    listen-on port 853 tls own { any; };\n" : ""),
                tls ? tls(host) : "");
    }

    /** The certificate by which the internet's server is known over TLS, and which is its own authority. */
    public static Path certificate(Host host) {
        return HostEntry.files(host.name()).resolve(PROGRAM).resolve("certificate.pem");
    }

    private static String tls(Host host) {
        Path certificate = certificate(host);
        Path key = certificate.resolveSibling("key.pem");
        HostFile.write(key, "");
        String request = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
                + " -subj /CN=%s -addext subjectAltName=DNS:%s -keyout %s -out %s"
                        .formatted(TLS_NAME, TLS_NAME, key, certificate);
        Programs.require(List.of(request.split(" ", -1)), "");
        return "tls own { cert-file \"%s\"; key-file \"%s\"; };\n".formatted(certificate, key);
    }

    /** The cluster's server. */
    public static ProgramSpec ofCluster(Host host, Topology topology) {
        Map<String, String> zones = new TreeMap<>();
        zones.put("cluster.local", HEAD + """
                kubernetes.default.svc A 10.96.0.1
                kube-dns.kube-system.svc A 10.96.0.10
                web.shop.svc A 10.96.3.4
                _http._tcp.web.shop.svc SRV 0 100 80 web.shop.svc.cluster.local.
                """);
        zones.put("96.10.in-addr.arpa", HEAD + """
                1.0 PTR kubernetes.default.svc.cluster.local.
                10.0 PTR kube-dns.kube-system.svc.cluster.local.
                4.3 PTR web.shop.svc.cluster.local.
                """);
        zones.put(SPLIT, HEAD + "@ A " + WITHIN + "\n");
        return program(host, zones, Set.of(), """
                    recursion yes;
                    allow-recursion { any; };
                    forward only;
                    forwarders { %s; };
                """.formatted(Addresses.DNS_V4), "");
    }

    /** The queries that a server has been asked since its start; {@code log} is the text of {@link #log}. */
    public static List<Query> queries(String log) {
        return QUERY.matcher(log)
                .results()
                .map(match -> new Query(
                        match.group(1),
                        match.group(2),
                        match.group(3),
                        match.group(4).contains("T")))
                .toList();
    }

    /** Where a server writes what it is asked. */
    public static Path log(Host host) {
        return HostEntry.files(host.name()).resolve(PROGRAM + ".log");
    }

    private static ProgramSpec program(
            Host host, Map<String, String> zones, Set<String> signed, String options, String more) {
        Path folder = HostEntry.files(host.name()).resolve(PROGRAM);
        zones.forEach((zone, text) -> HostFile.write(folder.resolve(file(zone)), text));
        Path configuration = folder.resolve("named.conf");
        HostFile.write(configuration, """
                options {
                    directory "%s";
                    listen-on { any; };
                    listen-on-v6 { any; };
                    pid-file none;
                    session-keyfile none;
                    dnssec-validation no;
                    allow-query { any; };
                    querylog yes;
                %s};
                controls { };
                %s%s""".formatted(
                        folder,
                        options,
                        more,
                        zones.keySet().stream()
                                .map(zone -> zone(zone, signed.contains(zone)))
                                .collect(Collectors.joining())));
        return ProgramSpec.of(PROGRAM, PROGRAM, "-g", "-n", "1", "-c", configuration.toString());
    }

    private static String zone(String name, boolean signed) {
        return "zone \"%s\" { type primary; file \"%s\"; %s};\n"
                .formatted(name, file(name), signed ? "dnssec-policy default; inline-signing yes; " : "");
    }

    private static String file(String zone) {
        return zone.equals(".") ? "root.zone" : zone + ".zone";
    }

    private static String records(Host host) {
        return Stream.concat(
                        host.v4().map(v4 -> host.name() + ". A " + v4 + "\n").stream(),
                        host.v6().map(v6 -> host.name() + ". AAAA " + v6 + "\n").stream())
                .collect(Collectors.joining());
    }

    /** More than 1232 bytes, and more than 4096. */
    private static String large() {
        return (" \"" + "x".repeat(STRING_LENGTH) + "\"").repeat(STRINGS) + "\n";
    }
}
