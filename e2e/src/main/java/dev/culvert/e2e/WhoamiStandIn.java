package dev.culvert.e2e;

import dev.culvert.netlink.NetworkNamespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;

/** Stands in for OpenDNS's {@code myip.opendns.com}: answers any question with the address it comes from, as A or as AAAA. */
final class WhoamiStandIn implements AutoCloseable {
    private static final int PORT = 53;
    private static final int LARGEST = 512;

    private final DatagramSocket socket;

    WhoamiStandIn(String host) {
        try (NetworkNamespace namespace = NetworkNamespace.open(host)) {
            socket = namespace.call(() -> new DatagramSocket(new InetSocketAddress(PORT)));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        Thread.ofPlatform().daemon().name("whoami").start(this::serve);
    }

    private void serve() {
        var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        while (!socket.isClosed()) {
            try {
                packet.setLength(LARGEST);
                socket.receive(packet);
                byte[] answer =
                        answer(new Message(Arrays.copyOf(packet.getData(), packet.getLength())), packet.getAddress());
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (SocketException closed) {
                return;
            } catch (IOException malformed) {
                // Whoever asks like this gets no answer.
            }
        }
    }

    private static byte[] answer(Message question, InetAddress from) {
        Message answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        answer.addRecord(question.getQuestion(), Section.QUESTION);
        Name name = question.getQuestion().getName();
        answer.addRecord(
                from instanceof Inet4Address
                        ? new ARecord(name, DClass.IN, 0, from)
                        : new AAAARecord(name, DClass.IN, 0, from),
                Section.ANSWER);
        return answer.toWire();
    }

    @Override
    public void close() {
        socket.close();
    }
}
