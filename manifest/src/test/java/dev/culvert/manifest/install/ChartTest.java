package dev.culvert.manifest.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Json;
import dev.culvert.manifest.Samples;
import dev.culvert.manifest.crd.CustomResources;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The chart, by Helm itself, in this process. */
class ChartTest {
    private static final Path CHART = Path.of("..", "deploy", "chart");

    @Test
    void passesHelmsOwnLint() {
        LintResult result = new Helm(CHART).lint().strict().quiet().call();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @Test
    void withItsDefaultsItIsThePlainManifest() {
        Map<String, HasMetadata> chart = rendered(template("1.32.0"));
        for (HasMetadata plain : OperatorObjects.of(Values.PLAIN)) {
            HasMetadata same = Objects.requireNonNull(chart.get(plain.getKind()), plain.getKind());
            if (plain instanceof ConfigMap) {
                assertThat(((ConfigMap) same).getData().get("facts.yaml")).contains("agent: culvert/agent:dev\n");
            } else {
                JsonNode is = tree(same);
                if (is.at("/spec/template/metadata") instanceof ObjectNode pods) {
                    // The checksum of the chart's values.
                    pods.remove("annotations");
                }
                assertThat(is).isEqualTo(tree(plain));
            }
        }
    }

    @Test
    void oldClustersGetWhatTheyKnow() {
        String old = template("1.20.2").call();
        assertThat(old).contains("policy/v1beta1").doesNotContain("x-kubernetes-validations");
        assertThat(template("1.32.0").call())
                .contains("x-kubernetes-validations")
                .doesNotContain("v1beta1");
    }

    @Test
    void definitionsAreLeftOutWhenSomebodyElseBringsThem() {
        assertThat(template("1.32.0").set("crds", false).call()).doesNotContain("CustomResourceDefinition");
        assertThat(definitions(template("1.32.0").call()))
                .hasSize(CustomResources.all(true).size());
    }

    @Test
    void onlyWhoAsksForItLetsTheOperatorWriteDnsEndpoints() {
        assertThat(template("1.32.0").call()).doesNotContain("dnsendpoints\n");
        List<HasMetadata> roles =
                documents(template("1.32.0")
                                .set("crds", false)
                                .set("externalDns", true)
                                .call())
                        .stream()
                        .filter(object -> object.getKind().equals("ClusterRole"))
                        .toList();
        assertThat(roles)
                .singleElement()
                .satisfies(role -> assertThat(Json.text(role)).contains("\"externaldns.k8s.io\""));
    }

    @Test
    void factsReachTheOperator() {
        String yaml = template("1.32.0")
                .set("clusterFacts.podMtu", 1400)
                .set("images.agent", "registry.example/agent:1")
                .call();
        assertThat(yaml)
                .contains("podMtu: 1400")
                .contains("agent: registry.example/agent:1")
                .doesNotContain("pullSecrets");
    }

    @Test
    void theOperatorIsToldTheSecretsByWhichItsOwnImageIsPulled() {
        HasMetadata facts =
                Objects.requireNonNull(rendered(template("1.32.0").set("imagePullSecrets[0].name", "registry"))
                        .get("ConfigMap"));
        ClusterFacts told = Samples.facts(
                Objects.requireNonNull(((ConfigMap) facts).getData().get("facts.yaml")));
        assertThat(told.images().pullSecrets()).extracting("name").containsExactly("registry");
        assertThat(told.images().pullPolicy()).isEqualTo("IfNotPresent");
    }

    /** It reads them at its start. */
    @Test
    void otherFactsMakeTheOperatorsPodsAnew() {
        String before = podTemplate(template("1.32.0"));
        assertThat(podTemplate(template("1.32.0"))).isEqualTo(before);
        assertThat(podTemplate(template("1.32.0").set("images.agent", "registry.example/agent:2")))
                .isNotEqualTo(before);
        assertThat(podTemplate(template("1.32.0").set("clusterFacts.podMtu", 1400)))
                .isNotEqualTo(before);
    }

    private static String podTemplate(TemplateCommand command) {
        return tree(Objects.requireNonNull(rendered(command).get("Deployment")))
                .at("/spec/template")
                .toString();
    }

    @Test
    void theOperatorsPodsRunWhereTheyAreToldTo() {
        HasMetadata deployment = Objects.requireNonNull(rendered(template("1.32.0")
                        .set("nodeSelector.disk", "ssd")
                        .set("tolerations[0].key", "node-role.kubernetes.io/control-plane")
                        .set("tolerations[0].operator", "Exists")
                        .set("imagePullSecrets[0].name", "registry"))
                .get("Deployment"));
        JsonNode pod = tree(deployment).at("/spec/template/spec");
        assertThat(pod.at("/nodeSelector/disk").asText()).isEqualTo("ssd");
        assertThat(pod.at("/tolerations/0/operator").asText()).isEqualTo("Exists");
        assertThat(pod.at("/imagePullSecrets/0/name").asText()).isEqualTo("registry");
        assertThat(pod.at("/containers/0/name").asText()).isEqualTo("operator");

        TemplateCommand wrong = template("1.32.0").set("tolerations[0].effect", "Never");
        assertThatThrownBy(wrong::call).hasMessageContaining("effect");
    }

    @Test
    void valuesThatNobodyKnowsAreRefused() {
        TemplateCommand wrong = template("1.32.0").set("image", "typo");
        assertThatThrownBy(wrong::call).hasMessageContaining("image");
    }

    private static JsonNode tree(HasMetadata object) {
        return Serialization.unmarshal(Json.text(object), JsonNode.class);
    }

    private static TemplateCommand template(String version) {
        return new Helm(CHART)
                .template()
                .withName("culvert")
                .withNamespace("culvert-system")
                .withKubeVersion(version);
    }

    private static Map<String, HasMetadata> rendered(TemplateCommand command) {
        return documents(command.set("crds", false).call()).stream()
                .collect(Collectors.toMap(HasMetadata::getKind, Function.identity()));
    }

    private static List<HasMetadata> definitions(String yaml) {
        return documents(yaml).stream()
                .filter(object -> object.getKind().equals("CustomResourceDefinition"))
                .toList();
    }

    private static List<HasMetadata> documents(String yaml) {
        return Arrays.stream(yaml.split("(?m)^---$", -1))
                .filter(text -> text.contains("kind:"))
                .map(text -> (HasMetadata) Serialization.unmarshal(text, known(text)))
                .toList();
    }

    private static Class<? extends HasMetadata> known(String text) {
        return text.contains("kind: ConfigMap") ? ConfigMap.class : GenericKubernetesResource.class;
    }
}
