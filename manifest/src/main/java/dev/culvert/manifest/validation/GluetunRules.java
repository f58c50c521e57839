package dev.culvert.manifest.validation;

import dev.culvert.agent.gluetun.GluetunVersion;
import dev.culvert.manifest.api.Exit;
import dev.culvert.model.net.Prefix;
import java.util.Locale;

/** What gluetun would refuse when it starts. */
final class GluetunRules {
    private GluetunRules() {}

    static void check(String path, Exit.Gluetun gluetun, Findings findings) {
        var version = GluetunVersion.ofTag(gluetun.tag());
        if (version.isEmpty() || version.get() == GluetunVersion.NEXT) {
            findings.invalid(
                    path + ".version",
                    gluetun.tag() + " is none of v3.39 to v3.41, whose settings are known",
                    "take " + Exit.Gluetun.DEFAULT_VERSION);
        }
        String provider = gluetun.provider().toLowerCase(Locale.ROOT);
        boolean openvpnOnly = GluetunProviders.isOpenvpnOnly(provider);
        if (!GluetunProviders.isKnown(provider)) {
            findings.invalid(
                    path + ".provider",
                    "gluetun knows no provider " + gluetun.provider(),
                    "name one as VPN_SERVICE_PROVIDER does, or custom");
        }
        if (openvpnOnly && gluetun.protocol() == Exit.TunnelType.wireguard) {
            findings.invalid(
                    path + ".type",
                    "gluetun runs " + provider + " by OpenVPN alone",
                    "take type: openvpn, or provider: custom with WireGuard's settings");
        }
        if (gluetun.protocol() == Exit.TunnelType.openvpn && gluetun.endpoints().isEmpty()) {
            findings.invalid(
                    path + ".endpoints",
                    "OpenVPN's packets have no mark by which the lock could know them",
                    "list where the provider's servers are, with port and protocol");
        }
        for (int index = 0; index < gluetun.endpoints().size(); index++) {
            Exit.Endpoint endpoint = gluetun.endpoints().get(index);
            findings.read(path + ".endpoints[" + index + "].network", () -> Prefix.parse(endpoint.network()));
        }
    }
}
