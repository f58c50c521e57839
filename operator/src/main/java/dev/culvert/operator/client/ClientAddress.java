package dev.culvert.operator.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.culvert.manifest.network.ClientDefinition;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** A pod's address on the client network, as Multus says it (annotation {@code k8s.v1.cni.cncf.io/network-status}). */
final class ClientAddress {
    private static final JsonMapper JSON = new JsonMapper();

    private ClientAddress() {}

    /** Reads the annotation; none where it is not there, or no JSON. */
    static Optional<String> of(String networkStatus) {
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
