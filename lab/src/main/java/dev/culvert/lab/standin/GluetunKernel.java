package dev.culvert.lab.standin;

import dev.culvert.lab.process.Programs;
import java.util.List;
import java.util.stream.Collectors;

/** What gluetun does to its pod's kernel before any tunnel: a firewall closed by default, as iptables-nft makes it, and rules at 98 to 100. */
final class GluetunKernel {
    private final String server;
    private final String link;
    private final Firewall firewall;

    /**
     * What it lets through besides the tunnel.
     *
     * @param outside FIREWALL_OUTBOUND_SUBNETS
     * @param ports FIREWALL_INPUT_PORTS
     */
    record Firewall(List<String> outside, List<Integer> ports) {}

    /**
     * @param server the VPN's, as {@link GluetunVpn#server} has it
     * @param link the tunnel's
     */
    GluetunKernel(String server, String link, Firewall firewall) {
        this.server = server;
        this.link = link;
        this.firewall = firewall;
    }

    /** Firewall and local rules: at its start, for as long as the pod is. Rules that it finds again are no fault to it. */
    void start() {
        sh("""
                for pref in 98 99 100; do
                  while ip rule del pref $pref 2>/dev/null; do :; done
                  while ip -6 rule del pref $pref 2>/dev/null; do :; done
                done
                own=$(ip -4 -o addr show dev eth0 | awk '{sub("/.*", "", $4); print $4; exit}')
                nft -f - <<END
                table ip filter
                delete table ip filter
                table ip filter {
                	chain INPUT {
                		type filter hook input priority filter; policy drop;
                		iifname "lo" counter accept
                		ct state established,related counter accept
                		iifname "LINK" counter accept
                		$(for port in PORTS; do for transport in tcp udp; do echo "iifname \\"eth0\\" $transport dport $port counter accept"; done; done)
                		$(ip -4 -o addr show scope global | awk '$2 != "LINK" {print "iifname \\"" $2 "\\" ip daddr " $4 " counter accept"}')
                	}
                	chain OUTPUT {
                		type filter hook output priority filter; policy drop;
                		oifname "lo" counter accept
                		ct state established,related counter accept
                		oifname "LINK" counter accept
                		ip daddr SERVER counter accept
                		$(for net in OUTSIDE; do echo "oifname \\"eth0\\" ip saddr $own ip daddr $net counter accept"; done)
                		$(ip -4 -o addr show scope global | awk '$2 != "LINK" {print "oifname \\"" $2 "\\" ip daddr " $4 " counter accept"}')
                	}
                	chain FORWARD {
                		type filter hook forward priority filter; policy drop;
                	}
                }
                table ip6 filter
                delete table ip6 filter
                table ip6 filter {
                	chain INPUT { type filter hook input priority filter; policy drop; }
                	chain OUTPUT { type filter hook output priority filter; policy drop; }
                	chain FORWARD { type filter hook forward priority filter; policy drop; }
                }
                END
                ip -4 route show table main scope link | awk '{print $1}' | sort -u | while read net; do
                  ip rule add to $net lookup main pref 98
                done
                via=$(ip -4 route show default | awk '{print $3; exit}')
                for net in OUTSIDE; do
                  ip rule add to $net lookup 199 pref 99
                  ip route replace table 199 $net via $via dev eth0
                done
                ip rule add from $own lookup 200 pref 100
                ip route replace table 200 default via $via dev eth0
                """);
    }

    private void sh(String script) {
        Programs.require(
                List.of("sh", "-e"),
                script.lines()
                        .map(line -> line.replace("LINK", link)
                                .replace("OUTSIDE", String.join(" ", firewall.outside()))
                                .replace("PORTS", words(firewall.ports()))
                                .replace("SERVER", server))
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    private static String words(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
