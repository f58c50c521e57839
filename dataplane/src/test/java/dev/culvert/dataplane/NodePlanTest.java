package dev.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.dataplane.NodePlan.Network;
import dev.culvert.model.net.Family;
import org.junit.jupiter.api.Test;

class NodePlanTest {
    /** Its header is 20 bytes longer. */
    @Test
    void ipv6BetweenNodesLeavesLessRoom() {
        Network network = new Network(7, 14789, 1390);
        assertThat(network.within(1450, Family.IPV4)).isEqualTo(network);
        assertThatThrownBy(() -> network.within(1450, Family.IPV6))
                .hasMessageContaining("1390 does not fit into VXLAN over 1450; take 1380 or less");
    }
}
