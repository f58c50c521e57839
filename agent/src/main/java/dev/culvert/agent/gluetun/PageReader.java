package dev.culvert.agent.gluetun;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One GET at a time by the JDK's old client, which needs no threads of its own. No proxy of the environment is used: gluetun is
 * next door, and credentials go nowhere else.
 */
final class PageReader {

    /** A page: the status, and its text. */
    record Page(URI from, int status, String text) {}

    /** Far more than any of gluetun's pages. */
    private static final int LONGEST_PAGE = 64 * 1024;

    private static final int MOST_REDIRECTS = 3;

    private final int timeoutMillis;

    PageReader(Duration timeout) {
        timeoutMillis = Math.toIntExact(Math.max(1, timeout.toMillis()));
    }

    /** Follows redirects on the same server only, and says who we are on each of them: gluetun authorises the target again. */
    Page get(URI start, GluetunAccess access) throws IOException {
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
