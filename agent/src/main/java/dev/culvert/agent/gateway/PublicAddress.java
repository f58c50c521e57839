package dev.culvert.agent.gateway;

import dev.culvert.agent.settings.PageSettings.Whoami;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import dev.culvert.netlink.Family;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.socket.Pollable;
import dev.culvert.netlink.socket.Received;
import dev.culvert.netlink.socket.UdpSocket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * What remotes see of the tunnel, by IPv4 or by IPv6: a name server that answers with the address it is asked from is asked through the
 * tunnel, soon while it is unknown or the last question was not answered, seldom afterwards. An answer that is not ours, by its server
 * and its number, is not read.
 */
final class PublicAddress implements AutoCloseable {
    private static final long SOON = 2_000_000_000L;
    private static final long SELDOM = 30_000_000_000L;
    /** Questions in a row without an answer, after which what was known counts no more. */
    private static final int SILENCE = 10;

    private static final int PORT = 53;
    private static final int LARGEST = 512;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(LARGEST);
    private final UdpSocket socket;
    private final String tunnel;
    private final InetAddress server;
    private final int type;
    private final Name name;
    private int asked = -1;
    private long nextQuestion = System.nanoTime();
    private int unanswered;
    private Optional<IpAddress> known = Optional.empty();

    PublicAddress(String tunnel, Whoami whoami) {
        this.tunnel = tunnel;
        server = IpAddress.parse(whoami.server()).toInet();
        type = server instanceof Inet4Address ? Type.A : Type.AAAA;
        try {
            name = Name.fromString(whoami.name(), Name.root);
        } catch (TextParseException e) {
            throw new InvalidInput("page.whoami.name", String.valueOf(e.getMessage()), "write a DNS name");
        }
        socket = UdpSocket.open(type == Type.A ? Family.IPV4 : Family.IPV6);
    }

    Pollable socket() {
        return socket;
    }

    Optional<IpAddress> known() {
        return known;
    }

    /** Asks if it is time to. */
    void askIfDue() {
        long now = System.nanoTime();
        if (now - nextQuestion < 0) {
            return;
        }
        if (unanswered >= SILENCE) {
            // The tunnel may end elsewhere by now.
            known = Optional.empty();
        }
        nextQuestion = now + (known.isPresent() && unanswered == 0 ? SELDOM : SOON);
        unanswered++;
        Message question = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        asked = question.getHeader().getID();
        try {
            socket.bindToDevice(tunnel);
            socket.send(question.toWire(), server, PORT);
        } catch (NetlinkException noTunnel) {
            return;
        }
    }

    /** Reads what came; returns whether it changed what is known. */
    boolean read() {
        Optional<IpAddress> before = known;
        try {
            for (Optional<Received> got = socket.receive(buffer); got.isPresent(); got = socket.receive(buffer)) {
                answer(got.get()).ifPresent(address -> {
                    known = Optional.of(address);
                    unanswered = 0;
                });
            }
        } catch (NetlinkException refused) {
            return false;
        }
        return !known.equals(before);
    }

    private Optional<IpAddress> answer(Received got) {
        if (!got.source().equals(server)) {
            return Optional.empty();
        }
        int length = Math.min(got.length(), LARGEST);
        return address(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), asked, type);
    }

    /**
     * What a message says that whoever is at the tunnel's end has sent, who may be anybody: nothing in it ends the agent, and its engine with
     * it. The library means some messages to be updates (RFC 2136), whose records have no data, and throws what it does not declare.
     *
     * @param number of the question
     * @param type {@link Type#A} or {@link Type#AAAA}
     */
    static Optional<IpAddress> address(byte[] text, int number, int type) {
        try {
            Message message = new Message(text);
            Header header = message.getHeader();
            return header.getID() == number && header.getOpcode() == Opcode.QUERY
                    ? message.getSection(Section.ANSWER).stream()
                            .flatMap(record -> address(record, type))
                            .findFirst()
                    : Optional.empty();
        } catch (IOException | RuntimeException malformed) {
            return Optional.empty();
        }
    }

    private static Stream<IpAddress> address(Record record, int type) {
        return switch (record) {
            case ARecord four when type == Type.A -> Stream.of(IpAddress.of(four.getAddress()));
            case AAAARecord six when type == Type.AAAA -> Stream.of(IpAddress.of(six.getAddress()));
            default -> Stream.empty();
        };
    }

    @Override
    public void close() {
        socket.close();
        arena.close();
    }
}
