package dev.culvert.lab.service;

import dev.culvert.lab.Host;
import dev.culvert.lab.LabException;
import dev.culvert.netlink.NetworkNamespace;
import java.io.IOException;

/** The services of one remote: threads of the laboratory's own JVM with sockets in the remote's namespace. */
public final class RemoteServices implements AutoCloseable {
    /** The port of the echo services, TCP and UDP. */
    public static final int ECHO = EchoService.PORT;

    /** The port of the web service. */
    public static final int WEB = WebService.PORT;

    private final SeenSources seen;
    private final EchoService echo;
    private final WebService web;

    private RemoteServices(SeenSources seen) throws IOException {
        this.seen = seen;
        this.echo = new EchoService(seen);
        this.web = new WebService(seen);
    }

    /** Starts them in {@code remote}. */
    public static RemoteServices start(Host remote) {
        try (NetworkNamespace namespace = NetworkNamespace.open(remote.name())) {
            return namespace.call(() -> new RemoteServices(new SeenSources()));
        } catch (Exception e) {
            throw new LabException("cannot start the services of " + remote.name() + ": " + e.getMessage(), e);
        }
    }

    /** Who was seen. */
    public SeenSources seen() {
        return seen;
    }

    @Override
    public void close() {
        web.close();
        try {
            echo.close();
        } catch (IOException e) {
            throw new LabException("cannot stop the echo service: " + e.getMessage(), e);
        }
    }
}
