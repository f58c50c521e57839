package dev.culvert.model.net;

/** The two address families. Declared in the order in which sets of prefixes list them. */
public enum Family {
    /** Addresses of 32 bits. */
    IPV4(32),
    /** Addresses of 128 bits. */
    IPV6(128);

    private final int bits;

    Family(int bits) {
        this.bits = bits;
    }

    /** The length of an address, and of the prefix that holds one address: 32 or 128. */
    public int bits() {
        return bits;
    }

    /** The prefix that holds every address of the family: {@code 0.0.0.0/0} or {@code ::/0}. */
    public Prefix all() {
        return new Prefix(new IpAddress(this, 0, 0), 0);
    }
}
