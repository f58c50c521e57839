package dev.culvert.netlink;

import dev.culvert.netlink.wire.Attributes;
import dev.culvert.netlink.wire.DecodeException;
import dev.culvert.netlink.wire.Message;
import dev.culvert.netlink.wire.MessageWriter;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Addresses on the wire: struct ifaddrmsg and IFA_* (include/uapi/linux/if_addr.h). */
final class AddressCodec {
    private static final int HEADER = 8;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_FLAGS = 8;

    private AddressCodec() {}

    /** An address of IP; empty for another family's, which is none of ours. */
    static Optional<Address> decode(Message message, IntFunction<String> names) {
        if (Family.numbered(message.u8(0)).isEmpty()) {
            return Optional.empty();
        }
        int length = message.u8(1);
        int flags = message.u8(2);
        InetAddress address = null;
        InetAddress local = null;
        Attributes attributes = message.attributes(HEADER);
        while (attributes.next()) {
            switch (attributes.type()) {
                case IFA_ADDRESS -> address = attributes.address();
                case IFA_LOCAL -> local = attributes.address();
                case IFA_FLAGS -> flags = attributes.i32();
                default -> {}
            }
        }
        // IFA_LOCAL is the address where there are both; IFA_ADDRESS is then the peer (the same, unless
        // point-to-point).
        InetAddress own = local == null ? address : local;
        if (own == null) {
            throw new DecodeException("an address message without an address");
        }
        Optional<InetAddress> peer = address == null || address.equals(own) ? Optional.empty() : Optional.of(address);
        Set<Address.Flag> found = EnumSet.noneOf(Address.Flag.class);
        for (Address.Flag flag : Address.Flag.values()) {
            boolean set = (flags & flag.bit()) != 0;
            if (set != (flag == Address.Flag.DYNAMIC)) {
                found.add(flag);
            }
        }
        return Optional.of(new Address(
                prefix(own, length), names.apply(message.i32(4)), Address.Scope.of(message.u8(3)), peer, found));
    }

    static void encode(MessageWriter writer, Address address, int index) {
        InetAddress own = address.prefix().address();
        int flags = 0;
        for (Address.Flag flag : address.flags()) {
            flags |= flag == Address.Flag.DYNAMIC ? 0 : flag.bit();
        }
        writer.u8(address.prefix().family().number())
                .u8(address.prefix().length())
                .u8(flags)
                .u8(address.scope().number())
                .i32(index);
        writer.address(IFA_LOCAL, own);
        writer.address(IFA_ADDRESS, address.peer().orElse(own));
        writer.i32(IFA_FLAGS, flags);
    }

    /** A prefix whose length the kernel gave; a wrong one is a wrong message. */
    static IpPrefix prefix(@Nullable InetAddress address, int length) {
        if (address == null || length > Family.of(address).bits()) {
            throw new DecodeException("a prefix length of " + length + " bits");
        }
        return new IpPrefix(address, length);
    }
}
