package dev.culvert.dataplane;

import dev.culvert.netlink.NewLink;

/** One step from what is to what should be. Prints as the command that an operator would type. */
public sealed interface Change {
    /** An nftables transaction. */
    record RunNft(String commands) implements Change {
        @Override
        public String toString() {
            return "nft -f - <<END\n" + commands + "END";
        }
    }

    /** A kernel setting. */
    record SetSysctl(NamespacePlan.Sysctl sysctl) implements Change {
        @Override
        public String toString() {
            return sysctl.toString();
        }
    }

    /** A missing link. */
    record MakeLink(NewLink link) implements Change {
        @Override
        public String toString() {
            return "ip link add " + link;
        }
    }

    /** A link that is down. */
    record SetUp(String link) implements Change {
        @Override
        public String toString() {
            return "ip link set " + link + " up";
        }
    }

    /** A missing address. */
    record AddAddress(dev.culvert.netlink.Address address) implements Change {
        @Override
        public String toString() {
            return "ip address replace " + address;
        }
    }

    /** A missing or different neighbour. */
    record SetNeighbour(dev.culvert.netlink.Neighbour neighbour) implements Change {
        @Override
        public String toString() {
            return "ip neighbour replace " + neighbour;
        }
    }

    /** A missing forwarding entry. */
    record AppendFdb(dev.culvert.netlink.FdbEntry entry) implements Change {
        @Override
        public String toString() {
            return "bridge fdb append " + entry;
        }
    }

    /** A missing rule. */
    record AddRule(dev.culvert.netlink.Rule rule) implements Change {
        @Override
        public String toString() {
            return "ip rule add " + rule;
        }
    }

    /** A rule of ours that is not wanted. */
    record DeleteRule(dev.culvert.netlink.Rule rule) implements Change {
        @Override
        public String toString() {
            return "ip rule delete " + rule;
        }
    }

    /** A missing or different route. */
    record SetRoute(dev.culvert.netlink.Route route) implements Change {
        @Override
        public String toString() {
            return "ip route replace " + route;
        }
    }

    /** A route of ours that is not wanted. */
    record DeleteRoute(dev.culvert.netlink.Route route) implements Change {
        @Override
        public String toString() {
            return "ip route delete " + route;
        }
    }
}
