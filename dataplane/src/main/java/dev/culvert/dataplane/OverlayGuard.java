package dev.culvert.dataplane;

import dev.culvert.dataplane.GatewaySpec.Overlay;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.plan.OverlayAddresses;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which frames a gateway takes off the overlay. A gateway's pod may send all; any other pod, IPv4 packets from the overlay address
 * that is its own by arithmetic. So no pod sends in another's name, and none but gateways speaks VRRP or asks for heartbeats.
 *
 * <p>nft compares no two fields with each other; but where whole blocks of pod addresses are moved, each byte of the one address
 * tells that byte of the other, and pairs of bytes are elements of sets.
 */
final class OverlayGuard {
    /** Bits from the UDP header to the frame's type and the packet's source: UDP 8 bytes, VXLAN 8, Ethernet 14. */
    private static final int TYPE = 224;

    private static final int INNER_SOURCE = 336;
    private static final int OUTER_SOURCE = 96;
    private static final int BYTES = 4;

    private OverlayGuard() {}

    /** The chains, of a gateway's table. */
    static String chains(Overlay overlay) {
        String gateways =
                overlay.gateways().isEmpty() ? "" : "\t\tip saddr " + NftText.hosts(overlay.gateways()) + " accept\n";
        return """
                	chain overlay {
                		type filter hook prerouting priority raw; policy accept;
                		iifname "UPLINK" udp dport %d jump overlay_ends
                	}

                	chain overlay_ends {
                %s		@th,%d,16 0x800 jump overlay_clients
                		counter drop
                	}

                	chain overlay_clients {
                %s	}

                """.formatted(
                ClientPlan.VXLAN_PORT,
                gateways,
                TYPE,
                blocks(overlay.addresses()).stream().map(OverlayGuard::rule).collect(Collectors.joining()));
    }

    /** Pods and where they are on the overlay: of the same size, each beginning where a block of its size may begin. */
    private record Block(Prefix pods, IpAddress overlay) {}

    private static List<Block> blocks(OverlayAddresses addresses) {
        var blocks = new ArrayList<Block>();
        addresses.podNetworks().prefixes().forEach(pods -> split(pods, addresses, blocks));
        return blocks;
    }

    private static void split(Prefix pods, OverlayAddresses addresses, List<Block> blocks) {
        IpAddress overlay = addresses.ofPod(pods.first()).orElseThrow();
        if (overlay.low() % pods.size() == 0) {
            blocks.add(new Block(pods, overlay));
        } else {
            pods.subnets(pods.length() + 1).forEach(half -> split(half, addresses, blocks));
        }
    }

    /** The bytes that all pods share as one number each, as nft lists them; then pairs, byte by byte. */
    private static String rule(Block block) {
        int shared = block.pods().length() / 8;
        int rest = 32 - 8 * shared;
        String fixed = shared == 0
                ? ""
                : "@nh,%d,%d 0x%x @th,%d,%d 0x%x "
                        .formatted(
                                OUTER_SOURCE,
                                8 * shared,
                                block.pods().network().low() >>> rest,
                                INNER_SOURCE,
                                8 * shared,
                                block.overlay().low() >>> rest);
        return IntStream.range(shared, BYTES)
                .mapToObj(at -> pairs(block, at))
                .collect(Collectors.joining(" ", "\t\t" + fixed, " accept\n"));
    }

    private static String pairs(Block block, int at) {
        int outer = block.pods().first().bytes()[at] & 0xff;
        int last = block.pods().last().bytes()[at] & 0xff;
        int inner = block.overlay().bytes()[at] & 0xff;
        return IntStream.rangeClosed(0, last - outer)
                .mapToObj(step -> "0x%x . 0x%x".formatted(outer + step, inner + step))
                .collect(Collectors.joining(
                        ", ", "@nh,%d,8 . @th,%d,8 { ".formatted(OUTER_SOURCE + 8 * at, INNER_SOURCE + 8 * at), " }"));
    }
}
