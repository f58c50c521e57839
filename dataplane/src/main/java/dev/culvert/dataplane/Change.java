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

    /** A missing link, in its maker's group. */
    record MakeLink(NewLink link, int group) implements Change {
        @Override
        public String toString() {
            return "ip link add " + link + " group " + group;
        }
    }

    /** A link that is no port of the bridge that it should be. */
    record SetMaster(String link, String bridge) implements Change {
        @Override
        public String toString() {
            return "ip link set " + link + " master " + bridge;
        }
    }

    /** A link of ours that is not wanted. */
    record DeleteLink(String link) implements Change {
        @Override
        public String toString() {
            return "ip link delete " + link;
        }
    }

    /** A link's settings that are others. */
    record SetLink(LinkSettings settings) implements Change {
        @Override
        public String toString() {
            return "ip link set dev " + settings;
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

    /** An address that is elsewhere now. */
    record ReplaceFdb(dev.culvert.netlink.FdbEntry entry) implements Change {
        @Override
        public String toString() {
            return "bridge fdb replace " + entry;
        }
    }

    /** Where frames are to be flooded no longer. */
    record DeleteFdb(dev.culvert.netlink.FdbEntry entry) implements Change {
        @Override
        public String toString() {
            return "bridge fdb delete " + entry;
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
