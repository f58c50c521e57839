package dev.culvert.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a stand-in for an API server, since no real one fails when it is told to. */
@Timeout(60)
class AskedTest {
    private static final String RANGE = "the range of valid IPs is 10.96.0.0/12";
    private static final String KUBEADM = """
            {"kind": "ConfigMap", "apiVersion": "v1", "data": {"ClusterConfiguration":
            "networking:\\n  podSubnet: 10.42.0.0/16\\n  serviceSubnet: 10.43.0.0/16\\n"}}
            """;

    @Test
    void networksAreWhatKubeadmAndTheApiServerSay() throws IOException {
        Asked asked = asked(200, 422, RANGE);
        assertThat(asked.podNetwork()).contains("10.42.0.0/16");
        assertThat(asked.serviceNetworks()).containsExactly("10.96.0.0/12");
    }

    @Test
    void aClusterThatKubeadmHasNotMadeHasNoFileOfIts() throws IOException {
        assertThat(asked(404, 422, RANGE).podNetwork()).isEmpty();
    }

    /** Else the networks of nodes would be pods' for as long as the operator runs, and all overlay clients would be made anew. */
    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 500, 503})
    void noAnswerIsNotTakenForThereIsNone(int code) {
        assertThatThrownBy(() -> asked(code, 422, RANGE)).isInstanceOf(KubernetesClientException.class);
    }

    @ParameterizedTest
    @CsvSource({"400, a webhook knows no dry run", "403, services is forbidden: exceeded quota", "422, anything else"})
    void aRefusalThatNamesNoRangeLeavesItToKubeadm(int code, String words) throws IOException {
        assertThat(asked(200, code, words).serviceNetworks()).containsExactly("10.43.0.0/16");
    }

    @ParameterizedTest
    @CsvSource({
        "401, Unauthorized",
        "403, services is forbidden: User culvert cannot create resource services",
        "429, later",
        "500, no etcd",
        "503, not yet"
    })
    void noAnswerIsNoRefusal(int code, String words) {
        assertThatThrownBy(() -> asked(200, code, words)).isInstanceOf(KubernetesClientException.class);
    }

    /** Of a server that answers so when it is asked for kubeadm's file, and for a Service. */
    private static Asked asked(int file, int service, String words) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/version", exchange -> ServersWord.say(exchange, 200, "{\"major\": \"1\", \"minor\": \"31\"}"));
        server.createContext(
                "/api/v1/namespaces/default/services", exchange -> ServersWord.say(exchange, service, status(words)));
        server.createContext(
                "/api/v1/namespaces/kube-system/configmaps/kubelet", exchange -> ServersWord.say(exchange, 404, ""));
        server.createContext(
                "/api/v1/namespaces/kube-system/configmaps/kubeadm-config",
                exchange -> ServersWord.say(exchange, file, file == 200 ? KUBEADM : ""));
        server.start();
        var config = new ConfigBuilder()
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .withRequestRetryBackoffLimit(0)
                .build();
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            return Asked.of(client);
        } finally {
            server.stop(0);
        }
    }

    private static String status(String words) {
        return "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"status\": \"Failure\", \"message\": \"" + words
                + "\"}";
    }
}
