package dev.culvert.manifest.validation;

import java.util.Set;
import java.util.stream.Collectors;

/** gluetun's providers, as VPN_SERVICE_PROVIDER names them in lower case: facts of v3.39 to v3.41. */
public final class GluetunProviders {
    private static final Set<String> BOTH = Set.of(
            "airvpn", "fastestvpn", "ivpn", "mullvad", "nordvpn", "protonvpn", "surfshark", "windscribe", "custom");
    private static final Set<String> OPENVPN_ONLY = Set.of(
            "cyberghost",
            "expressvpn",
            "giganews",
            "hidemyass",
            "ipvanish",
            "perfect privacy",
            "privado",
            "private internet access",
            "privatevpn",
            "purevpn",
            "slickvpn",
            "torguard",
            "vpnsecure",
            "vpn unlimited",
            "vyprvpn");
    private static final Set<String> FORWARD_PORTS =
            Set.of("private internet access", "protonvpn", "privatevpn", "perfect privacy");

    private GluetunProviders() {}

    /** Whether gluetun knows it. */
    public static boolean isKnown(String provider) {
        return BOTH.contains(provider) || OPENVPN_ONLY.contains(provider);
    }

    /** Whether gluetun runs it by OpenVPN alone. */
    public static boolean isOpenvpnOnly(String provider) {
        return OPENVPN_ONLY.contains(provider);
    }

    /** Whether gluetun can ask it for a forwarded port; of custom, its Secret names whom to ask. */
    public static boolean forwardsPorts(String provider) {
        return FORWARD_PORTS.contains(provider) || provider.equals("custom");
    }

    /** Those that can, as a sentence has them. */
    static String forwarding() {
        return FORWARD_PORTS.stream().sorted().collect(Collectors.joining(", "));
    }
}
