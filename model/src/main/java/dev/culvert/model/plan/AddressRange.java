package dev.culvert.model.plan;

import dev.culvert.model.net.IpAddress;

/**
 * Addresses from one to another, both included.
 *
 * @param first the lowest address
 * @param last the highest address
 */
public record AddressRange(IpAddress first, IpAddress last) {
    /** Refuses an empty range and one across families. */
    public AddressRange {
        if (first.family() != last.family() || first.compareTo(last) > 0) {
            throw new IllegalArgumentException(first + " to " + last + " is no range");
        }
    }

    /** True if the address lies between the two ends or is one of them. */
    public boolean contains(IpAddress address) {
        return address.family() == first.family() && first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
    }

    /** {@code first-last}. */
    @Override
    public String toString() {
        return first + "-" + last;
    }
}
