package dev.culvert.operator.ask;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks, and waits for no answer for ever: a request's own time-out ends with the answer's head (JDK-8208693). */
public final class Asker {
    private final HttpClient client;
    private final Duration patience;

    /**
     * By that client.
     *
     * @param patience until the answer begins; its end is waited for twice as long
     */
    public Asker(HttpClient client, Duration patience) {
        this.client = client;
        this.patience = patience;
    }

    /** Of programs near by, which speak HTTP/1.1. */
    public static Asker near(Duration patience) {
        return new Asker(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(patience)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build(),
                patience);
    }

    /**
     * The whole answer.
     *
     * @throws IOException if none comes in time, or it does not end in time
     */
    public <T> HttpResponse<T> ask(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<T>> answer =
                client.sendAsync(request.timeout(patience).build(), body);
        try {
            return answer.get(2 * patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("the answer does not end");
        } finally {
            answer.cancel(true);
        }
    }
}
