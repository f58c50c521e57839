package dev.culvert.operator.announce;

import dev.culvert.manifest.api.Announcement;
import dev.culvert.manifest.api.Port;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientStatus.PodStatus;
import dev.culvert.manifest.api.VpnClientStatus.PortStatus;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.api.VpnGatewayStatus.ExitStatus;
import dev.culvert.manifest.validation.Announced;
import dev.culvert.manifest.validation.Known;
import dev.culvert.manifest.validation.PortClaims;
import dev.culvert.manifest.validation.Seniority;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** At which ports a client is reached now, and who is to be told which. */
public final class Current {
    private Current() {}

    /**
     * By port in the order of the client's spec, then by exit in that of the gateway's; healthy exits first, and of these the one that
     * was first: who was told its port is told another only if he must be, and not because its agent is silent. A port that another
     * client has is not among them.
     */
    public static List<PortStatus> ports(VpnClient client, VpnGateway gateway, Known known) {
        if (gateway.getStatus() == null) {
            return List.of();
        }
        List<ExitStatus> exits = gateway.getStatus().exits();
        return client.getSpec().ports().stream()
                .filter(name -> PortClaims.holder(gateway, name, known)
                        .filter(holder -> Seniority.same(holder, client))
                        .isPresent())
                .flatMap(name -> gateway.getSpec().ports().stream()
                        .filter(port -> port.name().equals(name))
                        .flatMap(port -> exits.stream()
                                .sorted(Comparator.comparing((ExitStatus exit) -> !isGood(exit, port, client))
                                        .thenComparing(exit -> !isFirst(exit, port, client)))
                                .flatMap(exit -> at(port, exit).stream())))
                .toList();
    }

    /** Of whom nobody can tell keeps what it has, and gets nothing. */
    private static boolean isGood(ExitStatus exit, Port port, VpnClient client) {
        return exit.healthy() || (exit.silent() && isFirst(exit, port, client));
    }

    /** Whether the client's applications were told this exit's port, last. */
    private static boolean isFirst(ExitStatus exit, Port port, VpnClient client) {
        return client.getStatus() != null
                && client.getStatus().ports().stream()
                        .filter(last -> last.name().equals(port.name()))
                        .findFirst()
                        .filter(last -> last.exit().equals(exit.name()))
                        .isPresent();
    }

    private static Optional<PortStatus> at(Port port, ExitStatus exit) {
        Integer outside = port.given() ? exit.forwardedPort() : Integer.valueOf(port.outside());
        return outside == null
                ? Optional.empty()
                : Optional.of(new PortStatus(
                        port.name(), exit.name(), exit.publicAddress(), outside, port.at() == 0 ? outside : port.at()));
    }

    /** An application listens at one port: that of the first exit which has one. Whom an older client tells is not told. */
    public static List<Task> tasks(VpnClient client, List<PortStatus> ports, List<PodStatus> pods, Known known) {
        var tasks = new ArrayList<Task>();
        for (Announcement announcement : client.getSpec().announce()) {
            ports.stream()
                    .filter(port -> port.name().equals(announcement.port()))
                    .findFirst()
                    .ifPresent(port -> announcement.given().stream()
                            .filter(recipient -> Announced.of(client, recipient)
                                    .flatMap(whom -> whom.older(client, known))
                                    .isEmpty())
                            .flatMap(recipient -> recipients(client, recipient, pods))
                            .forEach(recipient -> tasks.add(new Task(
                                    recipient,
                                    new Task.News(
                                            client.getMetadata().getNamespace() + "/"
                                                    + client.getMetadata().getName(),
                                            port.name(),
                                            port.port(),
                                            port.exit(),
                                            port.address() == null ? "" : port.address())))));
        }
        return List.copyOf(tasks);
    }

    private static Stream<Task.Recipient> recipients(
            VpnClient client, Announcement.Recipient recipient, List<PodStatus> pods) {
        String namespace = client.getMetadata().getNamespace();
        Stream<PodStatus> attached = pods.stream().filter(PodStatus::attached);
        return switch (recipient) {
            case Announcement.Listener(var program, var at) -> {
                String secret = secret(at.secretRef());
                yield (at.url() != null
                                ? Stream.of(at.url())
                                : attached.flatMap(pod -> Stream.ofNullable(pod.address()))
                                        .map(address -> "http://%s:%d"
                                                .formatted(
                                                        address.contains(":") ? "[" + address + "]" : address,
                                                        program.port())))
                        .map(url -> new Task.Program(program, url, namespace, secret));
            }
            case Announcement.ConfigMapKey(var name, var key) -> Stream.of(new Task.ConfigMapKey(namespace, name, key));
            case Announcement.PodAnnotation(var key) ->
                attached.map(pod -> new Task.PodAnnotation(namespace, pod.name(), key));
            case Announcement.Hook(var url, var secret) -> Stream.of(new Task.Hook(url, namespace, secret(secret)));
        };
    }

    private static String secret(Announcement.@Nullable Secret ref) {
        return ref == null ? "" : ref.name();
    }
}
