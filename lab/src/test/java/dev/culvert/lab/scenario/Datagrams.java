package dev.culvert.lab.scenario;

import dev.culvert.lab.Lab;
import dev.culvert.lab.LabException;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.netlink.NetworkNamespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.concurrent.Callable;
import jdk.net.ExtendedSocketOptions;

/** Single datagrams from a client, and what its kernel tells about them. */
final class Datagrams {
    private static final int PATIENCE_MILLIS = 500;
    private static final int TRIES = 6;

    private Datagrams() {}

    /** Whether that many bytes come back from {@code remote}'s echo service. */
    static boolean echoed(Lab lab, String client, InetAddress remote, int bytes) {
        return in(lab, client, () -> {
            try (DatagramSocket socket = connected(remote, RemoteServices.ECHO)) {
                byte[] answer = new byte[65_000];
                for (int i = 0; i < TRIES; i++) {
                    DatagramPacket packet = new DatagramPacket(answer, answer.length);
                    try {
                        socket.send(new DatagramPacket(new byte[bytes], bytes));
                        socket.receive(packet);
                        return packet.getLength() > bytes;
                    } catch (IOException lostOrTooLarge) {
                        // The kernel learns of a smaller link by the first that is too large, and cuts the next.
                    }
                }
                return false;
            }
        });
    }

    /** The longest payload that the client's kernel sends to {@code remote} in one piece, once it has been told of smaller links on the way. */
    static int largestUnfragmented(Lab lab, String client, InetAddress remote) {
        return in(lab, client, () -> {
            try (DatagramSocket socket = connected(remote, RemoteServices.ECHO)) {
                socket.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, true);
                int largest = 9000;
                for (int patience = 0; patience < TRIES; ) {
                    try {
                        socket.send(new DatagramPacket(new byte[largest], largest));
                        socket.receive(new DatagramPacket(new byte[65_000], 65_000));
                        return largest;
                    } catch (SocketTimeoutException tooLargeSomewhere) {
                        patience++;
                    } catch (IOException tooLarge) {
                        largest--;
                    }
                }
                throw new LabException("datagrams of " + largest + " bytes vanish without a word");
            }
        });
    }

    /** What the client's kernel says after a datagram to a port at which nobody listens. */
    static String refusal(Lab lab, String client, InetAddress remote, int port) {
        return in(lab, client, () -> {
            try (DatagramSocket socket = connected(remote, port)) {
                for (int i = 0; i < TRIES; i++) {
                    try {
                        socket.send(new DatagramPacket(new byte[1], 1));
                        socket.receive(new DatagramPacket(new byte[1], 1));
                    } catch (SocketTimeoutException silence) {
                        // Asked again.
                    } catch (IOException told) {
                        return told.toString();
                    }
                }
                return "nothing";
            }
        });
    }

    private static DatagramSocket connected(InetAddress remote, int port) throws IOException {
        DatagramSocket socket = new DatagramSocket();
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(remote, port);
        return socket;
    }

    private static <T> T in(Lab lab, String client, Callable<T> task) {
        try (NetworkNamespace namespace = lab.namespace(client)) {
            return namespace.call(task);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new LabException("datagrams from " + client, e);
        }
    }
}
