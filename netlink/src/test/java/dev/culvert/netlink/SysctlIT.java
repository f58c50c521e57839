package dev.culvert.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class SysctlIT {
    @Test
    void isOfTheThreadsOwnNamespace() throws Exception {
        String key = "net.ipv4.ip_forward";
        String outside = Sysctl.read(key);
        String other = outside.equals("1") ? "0" : "1";
        try (NetworkNamespace namespace = NetworkNamespace.create("ctl")) {
            namespace.run(() -> {
                Sysctl.write(key, other);
                assertThat(Sysctl.read(key)).isEqualTo(other);
                assertThat(Sysctl.read("net/ipv6/conf/lo/disable_ipv6")).isEqualTo("0");
            });
            assertThat(Programs.output(namespace, "cat /proc/sys/net/ipv4/ip_forward"))
                    .isEqualTo(other);
            assertThat(Sysctl.read(key)).isEqualTo(outside);
            namespace.run(() -> assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> Sysctl.write(key, "yes"))
                    .withMessage("sysctl -w net.ipv4.ip_forward=yes: EINVAL"));
        } finally {
            NetworkNamespace.delete("ctl");
        }
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> Sysctl.read("net.nothing"))
                .withMessage("sysctl net.nothing: ENOENT");
    }
}
