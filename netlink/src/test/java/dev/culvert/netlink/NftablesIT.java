package dev.culvert.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NftablesIT {
    private NetworkNamespace namespace;
    private Nftables nft;

    @BeforeEach
    void open() throws Exception {
        namespace = NetworkNamespace.create("nft");
        nft = namespace.call(Nftables::new);
    }

    @AfterEach
    void close() {
        nft.close();
        namespace.close();
        NetworkNamespace.delete("nft");
    }

    @Test
    void aTransactionIsAllOrNothing() throws Exception {
        nft.run("""
                table inet demo {
                  set seen { type ipv4_addr; elements = { 10.0.0.1 } }
                  chain out { type filter hook output priority 0; counter ip daddr @seen drop; }
                }
                """);
        assertThat(Programs.output(namespace, "nft list ruleset"))
                .contains("table inet demo", "elements = { 10.0.0.1 }");
        assertThatExceptionOfType(NftablesException.class)
                .isThrownBy(() -> nft.run("delete table inet demo\nadd rule inet nothing out drop"))
                .withMessageContaining("No such file or directory");
        String table = nft.listTable("inet", "demo");
        assertThat(table).contains("set seen", "counter ip daddr @seen drop").doesNotContain("10.0.0.1", "packets");
        assertThat(nft.list("tables")).isEqualTo("table inet demo\n");
        assertThat(nft.runJson("list tables")).contains("\"nftables\"", "\"name\": \"demo\"");
    }
}
