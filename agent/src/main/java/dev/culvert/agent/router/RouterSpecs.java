package dev.culvert.agent.router;

import dev.culvert.agent.settings.RouterSettings;
import dev.culvert.dataplane.RouterSpec;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import java.util.Optional;

/** What the data plane needs of a router's settings. */
final class RouterSpecs {
    private RouterSpecs() {}

    static RouterSpec of(RouterSettings settings) {
        return new RouterSpec(
                settings.link(),
                Prefix.parse(settings.network()),
                settings.uplink(),
                PrefixSet.parse(settings.local().toArray(String[]::new)),
                settings.vips().stream().map(RouterSettings.Vip::vrid).toList(),
                settings.others().stream().map(IpAddress::parse).toList(),
                settings.gateways().stream()
                        .map(gateway -> new RouterSpec.NextHop(gateway.id(), IpAddress.parse(gateway.address())))
                        .toList(),
                Optional.ofNullable(settings.self()).map(own -> new RouterSpec.SelfExit(own.id(), own.tunnel())),
                Optional.ofNullable(settings.resolver()).map(IpAddress::parse));
    }
}
