package dev.culvert.manifest.network;

import dev.culvert.manifest.ClientNetwork;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The client network as gateways and routers ask for it: each with the address that the plan gives it, and no route. The first plugin
 * keeps the pod from forwarding until its agent has its lock in place: it may inherit forwarding from its node, and clients send as
 * soon as the second has made the interface.
 */
public final class GatewayDefinition {
    private GatewayDefinition() {}

    /** The definition. */
    public static HasMetadata of(ObjectMeta meta, ClientNetwork network) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("bridge", network.bridge());
        fields.put("isGateway", false);
        fields.put("ipMasq", false);
        fields.put("mtu", network.mtu());
        fields.put("capabilities", Map.of("ips", true));
        fields.put("ipam", Map.of("type", "static"));
        return Definitions.of(
                meta,
                List.of(
                        Definitions.plugin("culvert-lock", Map.of("seal", true)),
                        Definitions.plugin("bridge", fields)));
    }
}
