package dev.culvert.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodeAddressesTest {
    @Test
    void anExternalAddressJoinsNoNodes() {
        assertThat(NodeAddresses.of(node("Hostname a", "ExternalIP 203.0.113.7", "InternalIP 10.0.0.1")))
                .isEqualTo(new NodeAddresses(List.of("10.0.0.1"), List.of("203.0.113.7")));
    }

    @Test
    void theFirstOfEachFamilyIsTheNodes() {
        assertThat(NodeAddresses.of(node(
                        "InternalIP 10.0.0.1", "InternalIP 10.0.0.9", "InternalIP fd00::1", "ExternalIP 10.0.0.1")))
                .isEqualTo(new NodeAddresses(List.of("10.0.0.1", "fd00::1"), List.of("10.0.0.9")));
    }

    @Test
    void aNodeWithoutAnInternalAddressIsReachedByTheOther() {
        assertThat(NodeAddresses.of(node("ExternalIP 203.0.113.7")))
                .isEqualTo(new NodeAddresses(List.of("203.0.113.7"), List.of()));
        assertThat(NodeAddresses.of(new Node())).isEqualTo(new NodeAddresses(List.of(), List.of()));
    }

    private static Node node(String... addresses) {
        return new NodeBuilder()
                .withNewStatus()
                .withAddresses(Stream.of(addresses)
                        .map(address -> address.split(" ", 2))
                        .map(parts -> new NodeAddress(parts[1], parts[0]))
                        .toList())
                .endStatus()
                .build();
    }
}
