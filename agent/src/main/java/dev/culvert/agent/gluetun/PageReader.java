package dev.culvert.agent.gluetun;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One GET at a time by the JDK's old client, on a virtual thread: interrupted at the deadline, which the client knows for single
 * reads alone, it closes its socket. No proxy of the environment is used: gluetun is
 * next door, and credentials go nowhere else.
 */
final class PageReader {

    /** A page: the status, and its text. */
    record Page(URI from, int status, String text) {}

    /** Far more than any of gluetun's pages. */
    private static final int LONGEST_PAGE = 64 * 1024;

    private static final int MOST_REDIRECTS = 3;

    /** So many times longer than it may be silent a page may take in all: to connect, and to answer. */
    private static final int WHOLE = 2;

    private final int timeoutMillis;

    PageReader(Duration timeout) {
        timeoutMillis = Math.toIntExact(Math.max(1, timeout.toMillis()));
    }

    /** The page, or what it redirects to. Who is interrupted meanwhile stays so. */
    Page get(URI start, GluetunAccess access) throws IOException {
        var page = new FutureTask<>(() -> follow(start, access));
        Thread.ofVirtual().name("page").start(page);
        try {
            return page.get((long) WHOLE * timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw (IOException) new SocketTimeoutException("it did not end in time").initCause(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("nobody waits for it any more", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failed -> throw failed;
                case RuntimeException defect -> throw defect;
                case null, default -> throw new IllegalStateException(e);
            }
        } finally {
            page.cancel(true);
        }
    }

    /** Follows redirects on the same server only, and says who we are on each of them: gluetun authorises the target again. */
    private Page follow(URI start, GluetunAccess access) throws IOException {
        URI at = start;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpURLConnection request = (HttpURLConnection) at.toURL().openConnection(Proxy.NO_PROXY);
            request.setInstanceFollowRedirects(false);
            request.setUseCaches(false);
            request.setConnectTimeout(timeoutMillis);
            request.setReadTimeout(timeoutMillis);
            access.authorise(request);
            int status = request.getResponseCode();
            String text = textOf(request, status);
            String location = request.getHeaderField("Location");
            if (status < 300 || status >= 400 || location == null) {
                return new Page(at, status, text);
            }
            at = onSameServer(at, location);
        }
        throw new IOException("it redirects more than " + MOST_REDIRECTS + " times");
    }

    private static URI onSameServer(URI from, String location) throws IOException {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new IOException("it redirects to something that is no address: " + OneLine.of(location), e);
        }
        if (!from.getScheme().equals(to.getScheme()) || !from.getAuthority().equals(to.getAuthority())) {
            throw new IOException(
                    "it redirects to another server, which gets no credentials of ours: " + OneLine.of(location));
        }
        return to;
    }

    private static String textOf(HttpURLConnection request, int status) throws IOException {
        try (@Nullable InputStream in = status < 400 ? request.getInputStream() : request.getErrorStream()) {
            return in == null ? "" : new String(in.readNBytes(LONGEST_PAGE), UTF_8);
        }
    }
}
