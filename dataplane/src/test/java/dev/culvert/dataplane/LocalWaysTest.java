package dev.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.netlink.Family;
import dev.culvert.netlink.Route;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LocalWaysTest {
    private static final Route DEFAULT =
            Route.toDefault(Family.IPV4).via("10.244.1.1").dev("eth0");
    private static final Route PODS = Route.to("10.244.1.0/24").dev("eth0");

    @Test
    void whatLeadsToLocalNetworksIsCopiedAndWhatAnEngineWritesIsNot() {
        assertThat(Examples.copied().copies()).containsExactly(DEFAULT.withTable(998), PODS.withTable(998));
        assertThat(Examples.copied().table()).isEqualTo(998);
    }

    /** As {@code redirect-gateway} without {@code def1} leaves it. */
    @Test
    void whatAnEngineReplacedIsRemembered() {
        List<Route> later = Stream.concat(
                        Examples.copied().copies().stream(),
                        Stream.of(
                                PODS,
                                Route.toDefault(Family.IPV4).via("100.65.1.1").dev("wg1")))
                .toList();
        assertThat(LocalWays.copied("eth0", Examples.LOCAL, later).copies())
                .containsExactlyInAnyOrderElementsOf(Examples.copied().copies());
    }

    @Test
    void theMainTableIsGoodEnoughWhereNobodyWritesIntoIt() {
        assertThat(LocalWays.MAIN.table()).isEqualTo(Route.MAIN);
    }
}
