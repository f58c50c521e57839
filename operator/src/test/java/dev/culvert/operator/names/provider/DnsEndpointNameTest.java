package dev.culvert.operator.names.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.operator.names.Owner;
import dev.culvert.operator.names.Wanted;
import dev.culvert.proofs.Proves;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsEndpointNameTest {
    @Test
    void aNameThatAnObjectMayHaveIsKept() {
        assertThat(of("vpn/downloads", "exits.example.org")).isEqualTo("downloads.exits.example.org");
    }

    /** With one object two names would take it from each other for ever, each with its own addresses. */
    @Test
    @Proves("D14")
    void namesThatDifferInAnUnderscoreAreTwoObjects() {
        assertThat(Stream.of(
                                "a-b.example.org",
                                "a_b.example.org",
                                "a_-b.example.org",
                                "_b.example.org",
                                "b.example.org")
                        .map(name -> of("vpn/downloads", name)))
                .doesNotHaveDuplicates();
        assertThat(of("vpn/downloads", "a_b.example.org")).startsWith("downloads.axb.example.org.");
    }

    @Test
    @Proves("D14")
    void gatewaysWhoseNamesHaveDotsHaveObjectsOfTheirOwn() {
        assertThat(Stream.of(
                        of("vpn/a", "b.c.example.org"), of("vpn/a.b", "c.example.org"), of("vpn/a.b.c", "example.org")))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exits.example.org",
                "a_b.example.org",
                "_a._-b.example.org",
                "_.example.org",
                "LONG.example.org",
                "_LONG.example.org"
            })
    void itIsASubdomainAsKubernetesTakesIt(String name) {
        String most = name.replace("LONG", ("a".repeat(62) + ".").repeat(3) + "b".repeat(40));
        assertThat(of("vpn/" + "g".repeat(40), most))
                .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
                .hasSizeLessThanOrEqualTo(253);
    }

    private static String of(String gateway, String name) {
        return ExternalDnsPublisher.objectName(
                new Wanted(name, List.of(), 60, new Owner("11111111", gateway), 1, false));
    }
}
