package dev.culvert.operator.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.operator.server.ApiServerTests;
import dev.culvert.operator.server.OptionalApi;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of bad manifests, which module manifest has: the first line of each says who refuses it, the API server by the schema or the
 * operator by a condition, and in which field.
 */
@ExtendWith(ApiServerTests.class)
class BadResourcesIT {
    private static final Path FOLDER = Path.of("../manifest/src/test/resources/bad");

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    @Proves({"R1", "U3"})
    void isRefusedByTheFieldThatIsWrong(String file, World world) throws IOException {
        OptionalApi.NETWORK_ATTACHMENTS.serve(world);
        String text = Files.readString(FOLDER.resolve(file));
        List<String> head = List.of(text.lines().findFirst().orElseThrow().split(" ", -1));
        String field = head.get(2);
        GenericKubernetesResource bad = Serialization.unmarshal(text, GenericKubernetesResource.class);
        String namespace = world.namespace();
        bad.getMetadata().setNamespace(namespace);
        for (String secret : List.of("wg", "wg-a", "wg-b", "mullvad")) {
            world.secret(namespace, secret);
        }
        var api = world.admin().genericKubernetesResources(bad.getApiVersion(), bad.getKind());
        switch (head.get(1)) {
            case "schema" ->
                assertThatThrownBy(
                                () -> api.inNamespace(namespace).resource(bad).create())
                        .isInstanceOfSatisfying(
                                KubernetesClientException.class,
                                refusal -> assertThat(refusal.getCode()).isEqualTo(422))
                        .hasMessageContaining(field);
            case "operator" -> {
                api.inNamespace(namespace).resource(bad).create();
                var written = bad.getKind().equals("VpnGateway")
                        ? world.gateway(namespace, bad.getMetadata().getName())
                        : world.client(namespace, bad.getMetadata().getName());
                world.until(written, "Invalid", "True");
                assertThat(world.condition(written, "Invalid"))
                        .contains(" " + field)
                        .as("and what to do about it")
                        .matches("(?s).*" + java.util.regex.Pattern.quote(field) + "[^;]*: .*; .+");
                world.until(written, "Ready", "False Invalid");
                assertThat(world.condition(written, "Ready")).contains(field);
                api.inNamespace(namespace).resource(bad).delete();
            }
            default -> throw new AssertionError(head);
        }
    }
}
