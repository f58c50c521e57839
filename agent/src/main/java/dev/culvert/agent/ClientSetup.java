package dev.culvert.agent;

import dev.culvert.agent.settings.ClientSettings;
import dev.culvert.agent.settings.ClientSettings.Overlay;
import dev.culvert.agent.settings.NamesSettings;
import dev.culvert.dataplane.ClientPlan;
import dev.culvert.dataplane.NameRedirect;
import dev.culvert.dataplane.NamespacePlan;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.MacAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.netlink.RouteSocket;
import java.util.Optional;

/** What a client's settings mean in the pod where they are read. */
final class ClientSetup {
    private ClientSetup() {}

    /** What is put into the namespace. */
    static NamespacePlan plan(ClientSettings settings, RouteSocket route) {
        PrefixSet local = PrefixSet.parse(settings.local().toArray(String[]::new));
        Overlay overlay = settings.overlay();
        Optional<NameRedirect> names = Optional.ofNullable(settings.names()).map(NamesSettings::redirect);
        if (overlay == null) {
            return WayOut.attached(settings.way(), settings.uplink(), local, names, route);
        }
        IpAddress pod = PodAddress.on(settings.uplink(), route);
        IpAddress address = overlay.addresses()
                .ofPod(pod)
                .orElseThrow(() -> new InvalidInput(
                        "overlay.podNetworks",
                        "the pod's address " + pod + " is in none of " + overlay.podNetworks(),
                        "name all pod networks of the cluster"));
        Overlay.Vip vip = overlay.vip(address);
        return new ClientPlan.Overlay(
                        settings.way(),
                        overlay.id(),
                        address,
                        Prefix.parse(overlay.network()),
                        IpAddress.parse(vip.address()),
                        MacAddress.vrrp(Family.IPV4, vip.vrid()),
                        overlay.gateways().stream().map(IpAddress::parse).toList(),
                        overlay.mtu(),
                        settings.uplink(),
                        local,
                        names)
                .plan();
    }
}
