package dev.culvert.netlink;

/** Numbers of the routing messages (include/uapi/linux/rtnetlink.h, netlink.h). */
final class Rtnetlink {
    static final int NEWLINK = 16;
    static final int DELLINK = 17;
    static final int GETLINK = 18;
    static final int NEWADDR = 20;
    static final int DELADDR = 21;
    static final int GETADDR = 22;
    static final int NEWROUTE = 24;
    static final int DELROUTE = 25;
    static final int GETROUTE = 26;
    static final int NEWNEIGH = 28;
    static final int DELNEIGH = 29;
    static final int GETNEIGH = 30;
    static final int NEWRULE = 32;
    static final int DELRULE = 33;
    static final int GETRULE = 34;
    static final int SETNEIGHTBL = 67;
    static final int NEWNEXTHOP = 104;
    static final int DELNEXTHOP = 105;
    static final int GETNEXTHOP = 106;

    static final int REQUEST = 0x1;
    static final int ACK = 0x4;
    static final int DUMP = 0x300;
    static final int REPLACE = 0x100;
    static final int EXCL = 0x200;
    static final int CREATE = 0x400;
    static final int APPEND = 0x800;

    /** AF_BRIDGE, the family of forwarding table entries. */
    static final int BRIDGE = 7;

    private Rtnetlink() {}
}
