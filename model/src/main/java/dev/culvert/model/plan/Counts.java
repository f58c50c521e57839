package dev.culvert.model.plan;

import dev.culvert.model.InvalidInput;

/**
 * How many addresses are wanted of each kind.
 *
 * @param gateways gateways, 1 or more; each also gets an ingress VIP
 * @param routers routers, 1 or more
 * @param egressVips addresses that clients use as next hop, 1 or more (2 when two routers carry traffic at once)
 * @param dns addresses for clients' DNS, 0 or more
 * @param clients how many clients the network must have room for, 1 or more
 */
public record Counts(int gateways, int routers, int egressVips, int dns, int clients) {
    /**
     * Refuses too few.
     *
     * @throws InvalidInput naming the count that is too low
     */
    public Counts {
        atLeast(1, gateways, "gateways");
        atLeast(1, routers, "routers");
        atLeast(1, egressVips, "egressVips");
        atLeast(0, dns, "dns");
        atLeast(1, clients, "clients");
    }

    int of(Role role) {
        return switch (role) {
            case GATEWAY, INGRESS_VIP -> gateways;
            case ROUTER -> routers;
            case EGRESS_VIP -> egressVips;
            case DNS -> dns;
            case CLIENT -> clients;
        };
    }

    private static void atLeast(int least, int count, String field) {
        if (count < least) {
            throw new InvalidInput(field, count + " is too few", "take " + least + " or more");
        }
    }
}
