package dev.culvert.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a stand-in for an API server that has nodes only, since no real one can be made to break off in the middle of a word. */
@Timeout(60)
class ClusterWatchTest {
    private static final String HALF = "{\"type\": \"MODIFIED\", \"object\": {\"kind\": \"Node\", \"apiVer\n";

    private final AtomicInteger lists = new AtomicInteger();

    @Test
    void aWatchThatCannotBeReadIsBegunAnew() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            server.setExecutor(executor);
            server.createContext("/", this::answer);
            server.start();
            var config = new ConfigBuilder()
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .withWatchReconnectInterval(50)
                    .withRequestRetryBackoffLimit(0)
                    .build();
            try (KubernetesClient client =
                            new KubernetesClientBuilder().withConfig(config).build();
                    var watch = new ClusterWatch(client, JsonNodeFactory.instance.objectNode(), () -> {})) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(watch.current().nodes())
                                .containsExactly("192.0.2.1", "192.0.2.2", "192.0.2.3"));
            } finally {
                server.stop(0);
            }
        }
    }

    /** Each list has a node more than the last, and each watch of it ends in the middle of an event. */
    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
            // The client asks again by plain HTTP.
            ServersWord.say(exchange, 503, "");
        } else if (path.equals("/version")) {
            ServersWord.say(exchange, 200, "{\"major\": \"1\", \"minor\": \"31\"}");
        } else if (query.contains("watch=true")) {
            ServersWord.say(exchange, 200, path.endsWith("/nodes") ? HALF : "");
        } else if (path.endsWith("/nodes")) {
            ServersWord.say(exchange, 200, nodes(Math.min(3, lists.incrementAndGet())));
        } else if (exchange.getRequestMethod().equals("POST")) {
            ServersWord.say(exchange, 422, "");
        } else if (query.contains("resourceVersion")) {
            ServersWord.say(exchange, 200, list("", 1));
        } else {
            ServersWord.say(exchange, 404, "");
        }
    }

    private static String nodes(int count) {
        var items = new StringBuilder();
        for (int node = 1; node <= count; node++) {
            items.append(node == 1 ? "" : ",").append("""
                    {"metadata": {"name": "node-%1$d", "uid": "%1$d"}, "status": {"addresses": [{"type": "InternalIP", "address": "192.0.2.%1$d"}]}}
                    """.formatted(node));
        }
        return list(items.toString(), count);
    }

    private static String list(String items, int version) {
        return "{\"kind\": \"List\", \"apiVersion\": \"v1\", \"metadata\": {\"resourceVersion\": \"%d\"}, \"items\": [%s]}"
                .formatted(version, items);
    }
}
