package dev.culvert.manifest.validation;

import dev.culvert.manifest.api.DynamicDns;
import dev.culvert.manifest.api.NameProvider;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.api.VpnGatewaySpec;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The rules of a gateway's names in DNS. */
final class NamesRules {
    private static final String SPEC = "spec.dynamicDns";

    /** Of 253 characters (RFC 1035), those that {@code _culvert.} leaves. */
    private static final int LONGEST_NAME = 253 - "_culvert.".length();

    private static final Pattern NAME =
            Pattern.compile("[a-z0-9_]([-a-z0-9_]{0,61}[a-z0-9])?(\\.[a-z0-9_]([-a-z0-9_]{0,61}[a-z0-9])?)+");

    /** Cloudflare's own bound, but for a TTL of 1, which there means that Cloudflare chooses. */
    private static final int CLOUDFLARE_LEAST_TTL = 60;

    private NamesRules() {}

    /** Whether traffic does not depend on it. */
    static boolean standsAgainstNamesAlone(Finding finding) {
        return finding.reason() == Reason.NameTaken;
    }

    static void check(VpnGateway gateway, Known known, Findings findings) {
        DynamicDns dns = gateway.getSpec().dynamicDns();
        if (dns == null) {
            return;
        }
        addresses(gateway.getSpec(), findings);
        names(dns.names(), findings);
        if (dns.provider().given().size() != 1) {
            findings.invalid(
                    SPEC,
                    dns.provider().given().isEmpty() ? "there is no provider" : "there is more than one provider",
                    "give exactly one of rfc2136, externalDns, cloudflare and dynu");
            return;
        }
        switch (dns.provider().kind()) {
            case NameProvider.Rfc2136 server -> {
                server(server.server(), findings);
                inZone(dns.names(), server.zone(), SPEC + ".rfc2136.zone", findings);
            }
            case NameProvider.ExternalDns _, NameProvider.Dynu _ -> {}
            case NameProvider.Cloudflare cloudflare -> {
                inZone(dns.names(), cloudflare.zone(), SPEC + ".cloudflare.zone", findings);
                if (dns.seconds() < CLOUDFLARE_LEAST_TTL) {
                    findings.invalid(
                            SPEC + ".ttl",
                            dns.seconds() + " seconds are less than Cloudflare takes",
                            "take " + CLOUDFLARE_LEAST_TTL + " or more");
                }
            }
        }
        taken(gateway, dns, known, findings);
    }

    /** Nobody says which public address a tunnel has that is not ours. */
    private static void addresses(VpnGatewaySpec spec, Findings findings) {
        if (!spec.exits().isEmpty() && spec.exits().stream().allMatch(exit -> exit.external() != null)) {
            findings.invalid(
                    SPEC,
                    "nobody reports the public address of an external exit",
                    "take it out, or an exit with wireguard or gluetun");
        }
    }

    private static void names(List<String> names, Findings findings) {
        if (names.isEmpty()) {
            findings.invalid(SPEC + ".names", "there is none", "name at least one");
        }
        var seen = new HashSet<String>();
        for (int index = 0; index < names.size(); index++) {
            String field = SPEC + ".names[" + index + "]";
            String name = names.get(index);
            if (!NAME.matcher(name).matches()) {
                findings.invalid(
                        field,
                        name + " is no name of a host",
                        "write it fully qualified, in lower case and without a dot at the end: exits.example.org");
            } else if (name.length() > LONGEST_NAME) {
                findings.invalid(
                        field,
                        "it has " + name.length() + " characters, and " + LONGEST_NAME
                                + " leave room for _culvert. before it",
                        "take a shorter one");
            } else if (!seen.add(name)) {
                findings.invalid(field, name + " is there twice", "take it out");
            }
        }
    }

    private static void server(String server, Findings findings) {
        String port = server.matches(".*]:\\d+|[^:]*:\\d+") ? server.substring(server.lastIndexOf(':') + 1) : "53";
        if (port.length() > 5 || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535) {
            findings.invalid(SPEC + ".rfc2136.server", port + " is no port", "write one from 1 to 65535, or none");
        }
    }

    private static void inZone(List<String> names, String zone, String field, Findings findings) {
        for (int index = 0; index < names.size(); index++) {
            String name = names.get(index);
            if (!name.equals(zone) && !name.endsWith("." + zone.toLowerCase(Locale.ROOT))) {
                findings.invalid(
                        SPEC + ".names[" + index + "]",
                        name + " is not in the zone " + zone,
                        "take a name below it, or correct " + field);
            }
        }
    }

    /** One writer: the older gateway keeps the name. */
    private static void taken(VpnGateway gateway, DynamicDns dns, Known known, Findings findings) {
        known.gateways()
                .filter(other -> !Seniority.same(other, gateway) && Seniority.older(other, gateway))
                .filter(other -> other.getSpec().dynamicDns() != null)
                .forEach(other -> {
                    List<String> theirs = other.getSpec().dynamicDns().names();
                    for (int index = 0; index < dns.names().size(); index++) {
                        if (theirs.contains(dns.names().get(index))) {
                            findings.add(
                                    Reason.NameTaken,
                                    SPEC + ".names[" + index + "]",
                                    dns.names().get(index) + " is kept by VpnGateway " + Seniority.name(other),
                                    "take another name, or take it out there");
                        }
                    }
                });
    }
}
