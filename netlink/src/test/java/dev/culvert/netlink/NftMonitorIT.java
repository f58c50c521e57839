package dev.culvert.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NftMonitorIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void ownTransactionsCanBeToldFromThoseOfOthers() throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create("nftmon");
                NftMonitor monitor = namespace.call(NftMonitor::new)) {
            int changer = namespace.call(() -> {
                try (Nftables nft = new Nftables()) {
                    nft.run("add table inet mine\nadd table ip other");
                }
                return NftMonitor.changer();
            });
            assertThat(monitor.next(SOON)).hasValueSatisfying(change -> {
                assertThat(change).isInstanceOfSatisfying(NftChange.Committed.class, committed -> {
                    assertThat(committed.changer()).isEqualTo(changer);
                    assertThat(committed.tables())
                            .containsExactlyInAnyOrder(
                                    new NftChange.Table("inet", "mine"), new NftChange.Table("ip", "other"));
                });
            });
            Programs.output(namespace, "nft add set inet mine s '{ type ipv4_addr; }'");
            assertThat(monitor.next(SOON)).hasValueSatisfying(change -> {
                assertThat(change).isInstanceOfSatisfying(NftChange.Committed.class, committed -> {
                    assertThat(committed.changer()).isNotEqualTo(changer);
                    assertThat(committed.changerName()).isEqualTo("nft");
                    assertThat(committed.tables()).containsExactly(new NftChange.Table("inet", "mine"));
                    assertThat(committed.generation()).isGreaterThan(1);
                });
            });
            assertThat(monitor.next(Duration.ZERO)).isEmpty();
        } finally {
            NetworkNamespace.delete("nftmon");
        }
    }
}
