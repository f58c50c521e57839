package dev.culvert.agent.gluetun;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The versions of gluetun whose servers behave differently, each named by the first that behaves so. */
public enum GluetunVersion {
    /** v3.39.0: the control server asks nobody who he is. */
    V3_39_0,
    /** v3.39.1 to v3.40.x: without a file of roles, everything but the settings is public, stopping the VPN included. */
    V3_39_1,
    /** v3.41.0 and v3.41.1: {@code /v1/portforward}; a dead tunnel may be called healthy for three minutes. */
    V3_41_0,
    /** v3.41.2 and later: a forwarded port is told as {@code port} and as {@code ports}. */
    V3_41_2,
    /** The development branch, image tag {@code latest}: without a file of roles, everything is 401. */
    NEXT;

    private static final Pattern TAG = Pattern.compile("v?3\\.(\\d{1,4})(?:\\.(\\d{1,4}))?");

    /**
     * The behaviour of an image tag such as {@code v3.41.2}, {@code 3.40} (its last release) or {@code latest}. Empty for a tag
     * that says nothing of the version, and for versions before 3.39.
     */
    public static Optional<GluetunVersion> ofTag(String tag) {
        if (tag.equals("latest")) {
            return Optional.of(NEXT);
        }
        Matcher matcher = TAG.matcher(tag);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int minor = Integer.parseInt(matcher.group(1));
        int patch = matcher.group(2) == null ? Integer.MAX_VALUE : Integer.parseInt(matcher.group(2));
        return switch (minor) {
            case 39 -> Optional.of(patch == 0 ? V3_39_0 : V3_39_1);
            case 40 -> Optional.of(V3_39_1);
            case 41 -> Optional.of(patch < 2 ? V3_41_0 : V3_41_2);
            default -> minor > 41 ? Optional.of(NEXT) : Optional.empty();
        };
    }

    /** Where this version tells the forwarded ports. Granting a route that it does not know makes gluetun exit. */
    public String portForwardPath() {
        return compareTo(V3_41_0) < 0 ? "/v1/openvpn/portforwarded" : "/v1/portforward";
    }
}
