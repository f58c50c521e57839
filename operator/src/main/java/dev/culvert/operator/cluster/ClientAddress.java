package dev.culvert.operator.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.culvert.manifest.network.ClientDefinition;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** A pod's address on the client network, as Multus says it (annotation {@value #NETWORK_STATUS}). */
public final class ClientAddress {
    /** Multus' word for it. */
    public static final String NETWORK_STATUS = "k8s.v1.cni.cncf.io/network-status";

    private static final JsonMapper JSON = new JsonMapper();

    private ClientAddress() {}

    /** Reads the annotation; none where it is not there, or no JSON. */
    public static Optional<String> of(Pod pod) {
        String networkStatus = Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.<String, String>of())
                .getOrDefault(NETWORK_STATUS, "");
        if (networkStatus.isEmpty()) {
            return Optional.empty();
        }
        try {
            return StreamSupport.stream(JSON.readTree(networkStatus).spliterator(), false)
                    .filter(network -> network.path("interface").asText().equals(ClientDefinition.LINK))
                    .flatMap(network -> StreamSupport.stream(network.path("ips").spliterator(), false))
                    .map(JsonNode::asText)
                    .filter(address -> !address.contains(":"))
                    .findFirst();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
