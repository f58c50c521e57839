package dev.culvert.operator.names.provider;

import static dev.culvert.operator.names.NotPublished.Reason.CredentialRefused;
import static dev.culvert.operator.names.NotPublished.Reason.ProviderUnreachable;

import dev.culvert.operator.names.NotPublished;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

/** A name server, asked over TCP (RFC 7766) with every message signed in both directions (RFC 8945). */
final class DnsServer {
    private static final int PORT = 53;

    private final String name;
    private final String host;
    private final int port;
    private final String keyName;
    private final TSIG key;
    private final Duration patience;

    /**
     * Asks nothing yet.
     *
     * @param server host, host:port, or [IPv6]:port
     * @param patience for a connection, and for an answer
     */
    DnsServer(String server, String keyName, TSIG key, Duration patience) {
        this.name = server;
        this.keyName = keyName;
        this.key = key;
        this.patience = patience;
        boolean withPort = server.matches(".*]:\\d+|[^:]*:\\d+");
        String bare = withPort ? server.substring(0, server.lastIndexOf(':')) : server;
        host = bare.startsWith("[") && bare.endsWith("]") ? bare.substring(1, bare.length() - 1) : bare;
        port = withPort ? Integer.parseInt(server.substring(server.lastIndexOf(':') + 1)) : PORT;
    }

    /** The server's answer, whose signature is right. */
    Message ask(Message question) throws NotPublished {
        key.apply(question, null);
        byte[] answer = exchange(question.toWire());
        try {
            Message message = new Message(answer);
            verify(message, answer, question);
            return message;
        } catch (IOException e) {
            throw unreachable("does not answer in DNS: " + e.getMessage());
        }
    }

    private byte[] exchange(byte[] question) throws NotPublished {
        int millis = (int) patience.toMillis();
        try (Socket socket = new Socket()) {
            var address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                throw unreachable("has no address: its name is not known here");
            }
            socket.connect(address, millis);
            socket.setSoTimeout(millis);
            var out = new DataOutputStream(socket.getOutputStream());
            byte[] framed = new byte[question.length + 2];
            framed[0] = (byte) (question.length >> 8);
            framed[1] = (byte) question.length;
            System.arraycopy(question, 0, framed, 2, question.length);
            out.write(framed);
            out.flush();
            var in = new DataInputStream(socket.getInputStream());
            byte[] answer = new byte[in.readUnsignedShort()];
            in.readFully(answer);
            return answer;
        } catch (SocketTimeoutException e) {
            throw unreachable("did not answer within " + patience.toSeconds() + " s");
        } catch (IOException e) {
            throw unreachable("cannot be asked: " + e.getMessage());
        }
    }

    private void verify(Message answer, byte[] wire, Message question) throws NotPublished {
        TSIGRecord signature = answer.getTSIG();
        int error = signature == null ? Rcode.NOERROR : signature.getError();
        if (error != Rcode.NOERROR) {
            throw refused(
                    switch (error) {
                        case Rcode.BADKEY -> "does not know the TSIG key " + keyName + " with this algorithm";
                        case Rcode.BADSIG -> "has another secret for the TSIG key " + keyName;
                        case Rcode.BADTIME -> "has another time than the operator: TSIG allows 5 minutes";
                        default -> "refuses the TSIG key " + keyName + " with error " + error;
                    });
        }
        if (signature == null || key.verify(answer, wire, question.getTSIG()) != Rcode.NOERROR) {
            throw refused(
                    "does not sign its answer (" + Rcode.string(answer.getRcode()) + ") with the TSIG key " + keyName);
        }
    }

    private NotPublished refused(String what) {
        return new NotPublished(
                CredentialRefused,
                "name server " + name + " " + what + "; compare keyName, algorithm and Secret with the server's key");
    }

    private NotPublished unreachable(String what) {
        return new NotPublished(
                ProviderUnreachable,
                "name server " + name + " " + what + "; it is tried again, and the last records stay until then");
    }

    @Override
    public String toString() {
        return name;
    }
}
