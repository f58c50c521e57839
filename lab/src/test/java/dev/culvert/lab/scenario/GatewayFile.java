package dev.culvert.lab.scenario;

import dev.culvert.agent.settings.GatewaySettings;
import dev.culvert.agent.settings.InboundSettings;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.HostFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A running gateway's settings, written anew as the operator would. */
record GatewayFile(String gateway) {
    Path path() {
        return HostEntry.files(gateway).resolve("settings.json");
    }

    /** Its overlay knows one client more. */
    void addClient(String pod) {
        GatewaySettings now = read();
        var overlay = Objects.requireNonNull(now.overlay());
        write(
                now,
                overlay.gateways(),
                Stream.concat(overlay.clients().stream(), Stream.of(pod)).toList());
    }

    /** Its overlay looks for the gateway of one pod at the address of another. */
    void readdress(String pod, String other) {
        GatewaySettings now = read();
        var overlay = Objects.requireNonNull(now.overlay());
        write(
                now,
                overlay.gateways().stream()
                        .map(gateway -> pod.equals(gateway.pod())
                                ? new GatewaySettings.Gateway(gateway.address(), other)
                                : gateway)
                        .toList(),
                overlay.clients());
    }

    /** Its ports lead to this client no longer. */
    void unclaim(String client) {
        GatewaySettings now = read();
        InboundSettings inbound = Objects.requireNonNull(now.inbound());
        write(
                now,
                now.overlay(),
                new InboundSettings(
                        inbound.gateway(),
                        inbound.ports().stream()
                                .map(port -> new InboundSettings.Port(
                                        port.transport(),
                                        port.port(),
                                        port.target(),
                                        port.clients().stream()
                                                .filter(address -> !address.equals(client))
                                                .toList()))
                                .toList()));
    }

    private GatewaySettings read() {
        return SettingsFile.read(path(), GatewaySettings.class);
    }

    private void write(GatewaySettings like, List<GatewaySettings.Gateway> gateways, List<String> clients) {
        var overlay = Objects.requireNonNull(like.overlay());
        write(
                like,
                new GatewaySettings.Overlay(overlay.id(), overlay.mtu(), overlay.podNetworks(), gateways, clients),
                like.inbound());
    }

    private void write(
            GatewaySettings like, GatewaySettings.@Nullable Overlay overlay, @Nullable InboundSettings inbound) {
        HostFile.write(
                path(),
                SettingsFile.write(new GatewaySettings(
                        like.name(),
                        like.link(),
                        like.address(),
                        like.network(),
                        like.uplink(),
                        like.local(),
                        like.tunnel(),
                        like.engine(),
                        overlay,
                        like.probeTargets(),
                        like.folder(),
                        like.page(),
                        inbound,
                        like.resolver(),
                        like.closed())));
    }
}
