package dev.culvert.dataplane;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.buckets.Preferences;
import dev.culvert.model.net.IpAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A port that remotes reach at an exit, and the clients behind it.
 *
 * @param transport TCP or UDP
 * @param port at the tunnel's inner address, 1 to 65535
 * @param target at the clients
 * @param clients those that are ready, of more than 255 the first; a flow's is found by its remote's address and port, on every gateway the same
 */
public record PortForward(Transport transport, int port, int target, List<IpAddress> clients) {
    /** Of eight clients the largest share is an eighth more than the smallest. Each is an element in the kernel: ten ports' are there in 0.15 s. */
    private static final int BUCKETS = 2048;

    /** Of more, each would have fewer than eight buckets. */
    private static final int MOST = 255;

    /** What has ports. */
    public enum Transport {
        TCP,
        UDP;

        /** As nft writes it. */
        String nft() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Refuses what no packet can have.
     *
     * @throws InvalidInput naming the port and its range
     */
    public PortForward {
        between("port", port);
        between("target", target);
        // Which are the first must not depend on who lists them.
        clients = clients.stream()
                .distinct()
                .sorted(Comparator.comparing(IpAddress::toString))
                .limit(MOST)
                .toList();
    }

    private static void between(String field, int port) {
        if (port < 1 || port > 65_535) {
            throw new InvalidInput(field, "there is no port " + port, "take a number from 1 to 65535");
        }
    }

    /** {@code tcp dport 51413}. */
    String matched() {
        return transport.nft() + " dport " + port;
    }

    /** To which client, in nft's words; a port without a client that is ready leads nowhere, and what comes to it is dropped. */
    String destination() {
        if (clients.size() == 1) {
            return "dnat ip to %s:%d".formatted(clients.getFirst(), target);
        }
        List<String> owners =
                Preferences.first(clients.stream().map(IpAddress::toString).toList(), BUCKETS);
        return "dnat ip to jhash ip saddr . %s sport mod %d seed 0x63 map ".formatted(transport.nft(), BUCKETS)
                + IntStream.range(0, BUCKETS)
                        .mapToObj(bucket -> "%d : %s . %d".formatted(bucket, owners.get(bucket), target))
                        .collect(Collectors.joining(", ", "{ ", " }"));
    }
}
