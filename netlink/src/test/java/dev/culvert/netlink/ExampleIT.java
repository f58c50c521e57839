package dev.culvert.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExampleIT {
    @Test
    void doesWhatTheReadmeSays() throws Exception {
        String output = Programs.java(Example.class);
        assertThat(output)
                .contains(
                        "table inet guard {\n}\n",
                        "default via 192.0.2.1 dev uplink",
                        "from all fwmark 0x1/0xff lookup 101 pref 1001",
                        "LinkChanged",
                        "ip route add 10.0.0.0/8 via 203.0.113.1 dev uplink: ENETUNREACH: Nexthop has invalid gateway")
                .doesNotContain("Exception");
    }

    @Test
    void isTheReadmesText() throws Exception {
        String source = Files.readString(Path.of("src/test/java/dev/culvert/netlink/Example.java"));
        String code = source.substring(source.indexOf("// begin\n") + 9, source.indexOf("    // end"));
        assertThat(Files.readString(Path.of("README.md")))
                .contains(code.stripTrailing().stripIndent());
    }
}
