package dev.culvert.manifest.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.agent.cni.Locks;
import dev.culvert.agent.node.NodeStatus;
import dev.culvert.agent.settings.NodeSettings;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Samples;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeObjectsTest {
    @TempDir
    private Path folder;

    @Test
    void aRefusedNetworkFailsTheProbeAndItsOutputSaysWhich() throws Exception {
        assertThat(probe(status(""))).isEqualTo("0 ");
        assertThat(probe(status("VXLAN 1000 is eth9's; take another vxlanId")))
                .startsWith("1 ")
                .contains("\"id\" : 1000", "VXLAN 1000 is eth9's; take another vxlanId");
    }

    @Test
    void anAgentThatHasSaidNothingYetIsNotReady() throws Exception {
        assertThat(probe(null)).startsWith("1 ");
    }

    @Test
    void staysWhileSomebodyIsClosedWithoutAGateway() {
        assertThat(NodeObjects.of(List.of(), Map.of("media/app", false), ClusterFacts.DEFAULTS))
                .isEmpty();
        assertThat(NodeObjects.of(List.of(), Map.of("media/app", false, "media/other", true), ClusterFacts.DEFAULTS))
                .filteredOn(ConfigMap.class::isInstance)
                .singleElement()
                .extracting(object -> SettingsFile.parse("node.json", settings((ConfigMap) object), NodeSettings.class)
                        .cni())
                .extracting(cni -> Objects.requireNonNull(cni).closed())
                .isEqualTo(Map.of("media/app", false, "media/other", true));
    }

    @Test
    void itsImageIsPulledByTheOperatorsSecrets() {
        ClusterFacts facts = Samples.facts("""
                images:
                  agent: registry.example/agent:1
                  pullSecrets: [{name: registry}]
                """);
        assertThat(NodeObjects.of(List.of(), Map.of("media/app", true), facts))
                .filteredOn(DaemonSet.class::isInstance)
                .singleElement()
                .satisfies(object -> assertThat(((DaemonSet) object)
                                .getSpec()
                                .getTemplate()
                                .getSpec()
                                .getImagePullSecrets())
                        .extracting("name")
                        .containsExactly("registry"));
    }

    @Test
    void framesGoToNodesByTheAddressesThatJoinThem() {
        ClusterFacts facts = Samples.facts("""
                nodes: [10.0.0.1, 10.0.0.2]
                otherNodeAddresses: [203.0.113.7]
                """);
        assertThat(NodeObjects.of(List.of(Samples.network()), Map.of(), facts))
                .filteredOn(ConfigMap.class::isInstance)
                .singleElement()
                .extracting(object -> SettingsFile.parse("node.json", settings((ConfigMap) object), NodeSettings.class)
                        .nodes())
                .isEqualTo(List.of("10.0.0.1", "10.0.0.2"));
        assertThat(facts.local().toString()).contains("203.0.113.7");
    }

    private static String settings(ConfigMap map) {
        return Objects.requireNonNull(map.getData().get("node.json"));
    }

    private static String status(String problem) {
        return SettingsFile.write(new NodeStatus(
                "node",
                problem.isEmpty(),
                List.of(new NodeStatus.NetworkStatus(1000, problem)),
                Locks.State.NONE,
                "",
                0));
    }

    /** The DaemonSet's own probe, run here on a folder of ours. */
    private String probe(@Nullable String status) throws IOException, InterruptedException {
        Path file = folder.resolve("status.json");
        if (status != null) {
            Files.writeString(file, status);
        }
        DaemonSet set = NodeObjects.of(List.of(Samples.network()), Map.of(), ClusterFacts.DEFAULTS).stream()
                .filter(DaemonSet.class::isInstance)
                .map(DaemonSet.class::cast)
                .findFirst()
                .orElseThrow();
        var command = new ArrayList<>(set.getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getReadinessProbe()
                .getExec()
                .getCommand());
        assertThat(command.removeLast()).endsWith("/status.json");
        command.add(file.toString());
        Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return run.waitFor() + " " + said.strip();
    }
}
