package dev.culvert.operator.names;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.model.net.IpAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClaimTest {
    private static final Claim CLAIM = new Claim(
            new Owner("uid", "vpn/downloads"),
            7,
            List.of(IpAddress.parse("2001:db8::1"), IpAddress.parse("203.0.113.1")));

    @Test
    void isReadAsItWasWritten() {
        assertThat(CLAIM.text())
                .isEqualTo("culvert=1 owner=uid gateway=vpn/downloads revision=7 addresses=203.0.113.1,2001:db8::1");
        assertThat(Claim.read(CLAIM.text())).contains(CLAIM);
        var none = new Claim(CLAIM.owner(), 8, List.of());
        assertThat(Claim.read(none.text())).contains(none);
    }

    @Test
    void whatSomebodyElseWroteIsNone() {
        assertThat(List.of(
                        "",
                        "v=spf1 -all",
                        "culvert=2 owner=uid",
                        "culvert=1 owner=u revision=x",
                        "culvert=1 owner=u addresses=y"))
                .allSatisfy(text -> assertThat(Claim.read(text)).isEqualTo(Optional.empty()));
    }
}
