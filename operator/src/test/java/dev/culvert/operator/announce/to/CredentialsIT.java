package dev.culvert.operator.announce.to;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.operator.announce.NotTold;
import dev.culvert.operator.server.ApiServerTests;
import dev.culvert.operator.server.World;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ApiServerTests.class)
class CredentialsIT {
    @Test
    void aSecretThatItsOwnerDidNotReleaseIsSentNowhere(World world) throws Exception {
        String media = world.namespace();
        secret(world, media, "database", Map.of());
        secret(world, media, "login", Map.of("culvert.dev/announce", "true"));
        Credentials credentials = Credentials.in(world.admin());
        assertThatThrownBy(() -> credentials.of(media, "database", "password"))
                .isInstanceOf(NotTold.class)
                .hasMessageContaining("culvert.dev/announce: \"true\"")
                .hasMessageNotContaining("nobody-may-see-this");
        assertThat(credentials.of(media, "login", "password")).contains("nobody-may-see-this");
    }

    private static void secret(World world, String namespace, String name, Map<String, String> labels) {
        world.admin()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(labels)
                        .endMetadata()
                        .withStringData(Map.of("password", "nobody-may-see-this"))
                        .build())
                .create();
    }
}
