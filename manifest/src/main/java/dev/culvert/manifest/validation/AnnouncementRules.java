package dev.culvert.manifest.validation;

import dev.culvert.manifest.api.Announcement;
import dev.culvert.manifest.api.Port;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.gateway.GatewayNames;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Who may be told a port. */
final class AnnouncementRules {
    /** What is ours, and means something else. */
    private static final String OUR_ANNOTATIONS = "culvert.dev/";

    private static final Pattern OUR_OBJECTS = Pattern.compile("culvert([-.].*)?");

    private AnnouncementRules() {}

    /** What can be said without the gateway. */
    static void check(VpnClient client, Known known, Findings findings) {
        List<Announcement> all = client.getSpec().announce();
        for (int index = 0; index < all.size(); index++) {
            Announcement announcement = all.get(index);
            String path = "spec.announce[" + index + "]";
            if (!client.getSpec().ports().contains(announcement.port())) {
                findings.invalid(
                        path + ".port",
                        announcement.port() + " is not claimed by this VpnClient",
                        "add it to spec.ports");
            }
            if (announcement.given().size() != 1) {
                findings.invalid(
                        path,
                        announcement.given().isEmpty() ? "nobody is told" : "more than one is told",
                        "give exactly one of qbittorrent, transmission, deluge, configMap, annotation and http");
                continue;
            }
            ours(client, known, path, announcement.given().getFirst(), findings);
            again(all, index, announcement, findings);
            another(all, index, announcement.given().getFirst(), findings);
            anothers(client, known, path, announcement.given().getFirst(), findings);
        }
    }

    private static void again(List<Announcement> all, int index, Announcement announcement, Findings findings) {
        int first = all.indexOf(announcement);
        if (first < index) {
            findings.invalid(
                    "spec.announce[" + index + "]."
                            + announcement.given().getFirst().word(),
                    "it is told the port " + announcement.port() + " already, by spec.announce[" + first + "]",
                    "take it out");
        }
    }

    /** Whoever keeps one number cannot be told two ports; a hook is told which is which. */
    private static void another(
            List<Announcement> all, int index, Announcement.Recipient recipient, Findings findings) {
        IntStream.range(0, index)
                .filter(first -> !all.get(first).port().equals(all.get(index).port())
                        && all.get(first).given().stream().anyMatch(told -> sameNumber(told, recipient)))
                .findFirst()
                .ifPresent(first -> findings.invalid(
                        "spec.announce[" + index + "]." + recipient.word(),
                        "it is told the port " + all.get(first).port() + " already, by spec.announce[" + first + "]",
                        "name another one, or take one of the two out"));
    }

    private static void anothers(
            VpnClient client, Known known, String path, Announcement.Recipient recipient, Findings findings) {
        Announced.of(client, recipient)
                .ifPresent(whom -> whom.older(client, known)
                        .ifPresent(other -> findings.add(
                                Reason.RecipientTaken,
                                path + "." + recipient.word(),
                                whom.name() + ", is told its port by VpnClient " + Seniority.name(other),
                                "name another one, or take it out there")));
    }

    private static boolean sameNumber(Announcement.Recipient one, Announcement.Recipient other) {
        return switch (one) {
            case Announcement.Listener(var program, var at) ->
                other instanceof Announcement.Listener(var kind, var there)
                        && program == kind
                        && Objects.equals(at.url(), there.url());
            case Announcement.ConfigMapKey entry -> entry.equals(other);
            case Announcement.PodAnnotation note -> note.equals(other);
            case Announcement.Hook _ -> false;
        };
    }

    private static void ours(
            VpnClient client, Known known, String path, Announcement.Recipient recipient, Findings findings) {
        switch (recipient) {
            case Announcement.ConfigMapKey(var name, var key) -> {
                if (OUR_OBJECTS.matcher(name).matches()
                        || isSettings(name, client.getMetadata().getNamespace(), known)) {
                    findings.invalid(path + ".configMap.name", name + " may be Culvert's own", "take another name");
                }
            }
            case Announcement.PodAnnotation(var key) -> {
                if (key.startsWith(OUR_ANNOTATIONS)) {
                    findings.invalid(path + ".annotation.key", key + " is Culvert's own", "take another name");
                }
            }
            case Announcement.Listener listener -> {}
            case Announcement.Hook hook -> {}
        }
    }

    private static boolean isSettings(String configMap, String namespace, Known known) {
        return known.gateways()
                .filter(gateway -> gateway.getMetadata().getNamespace().equals(namespace))
                .anyMatch(gateway -> GatewayNames.areSettings(gateway, configMap));
    }

    /** Whether what is told would be of use. */
    static void check(VpnClient client, VpnGateway gateway, Findings findings) {
        List<Announcement> all = client.getSpec().announce();
        for (int index = 0; index < all.size(); index++) {
            Announcement announcement = all.get(index);
            String path = "spec.announce[" + index + "]";
            for (Announcement.Recipient recipient : announcement.given()) {
                if (recipient instanceof Announcement.Listener(var program, var at)) {
                    gateway.getSpec().ports().stream()
                            .filter(port -> port.name().equals(announcement.port()))
                            .filter(AnnouncementRules::isMoved)
                            .findFirst()
                            .ifPresent(port -> findings.invalid(
                                    path + "." + program,
                                    program + " would listen at the port that remotes see, and what comes is led to "
                                            + port.target(),
                                    "leave target out of the gateway's port " + port.name()));
                }
            }
        }
    }

    private static boolean isMoved(Port port) {
        return port.target() != null && (port.given() || port.target() != port.outside());
    }
}
