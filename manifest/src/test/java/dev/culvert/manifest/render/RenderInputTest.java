package dev.culvert.manifest.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.model.InvalidInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in files beside our own resources: whose it is, and what of it cannot be read. */
class RenderInputTest {
    private static final String CLIENT = """
            apiVersion: culvert.dev/v1alpha1
            kind: VpnGateway
            metadata: {name: downloads, namespace: vpn}
            spec:
              exits: [{name: sweden, wireguard: {secretRef: {name: wg}}}]
              routing: {overlay: {}}
              clients: {namespaces: [media]}
            ---
            apiVersion: culvert.dev/v1alpha1
            kind: VpnClient
            metadata: {name: q, namespace: media}
            spec: {gateway: {name: downloads, namespace: vpn}, workload: {kind: Job, name: q}}
            """;

    private static String render(String... texts) {
        var input = new Input();
        for (int index = 0; index < texts.length; index++) {
            input.add("file" + index + ".yaml", texts[index]);
        }
        return Rendering.of(input, ClusterFacts.DEFAULTS).yaml();
    }

    private static String job(String rest) {
        return "apiVersion: batch/v1\nkind: Job\n" + rest;
    }

    @Test
    void kindsOfOtherProjectsAreLeftAlone() {
        String alone = render(CLIENT);
        assertThat(render(
                        CLIENT,
                        "apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: {name: a, namespace: media}\n"
                                + "spec: {selector: app == 'db', types: [Ingress], ingress: [{action: Allow, source: {nets: [10.0.0.0/8]}}]}",
                        "apiVersion: batch.volcano.sh/v1alpha1\nkind: Job\nmetadata: {name: q, namespace: media}\n"
                                + "spec: {minAvailable: 3, tasks: [], template: foo}"))
                .isEqualTo(alone);
        assertThat(render(
                        CLIENT,
                        job("metadata: {name: q, namespace: media}\n"
                                + "spec: {template: {spec: {containers: [{name: a, image: b}]}}}")))
                .isNotEqualTo(alone)
                .contains("kind: Job\n");
    }

    @Test
    void whatIsNamedWhenItIsAppliedIsNobodysWorkload() {
        String later = job("metadata: {generateName: q-, namespace: media}\n"
                + "spec: {template: {spec: {containers: [{name: a, image: b}]}}}");
        assertThat(render(CLIENT, later, later)).isEqualTo(render(CLIENT));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            metadata: [a]                                                     | file0.yaml: metadata: Cannot deserialize
            metadata: {name: q}\\nspec: {parallelism: many}                   | file0.yaml: spec.parallelism: Cannot deserialize
            metadata: {name: q}\\nspec: {template: {spec: {containers: hey}}} | file0.yaml: spec.template.spec.containers: Cannot
            """)
    void aWorkloadThatCannotBeReadIsNamedByItsField(String rest, String message) {
        assertThatThrownBy(() -> render(job(rest.replace("\\n", "\n"))))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith(message)
                .hasMessageEndingWith("mend it; kubectl explain job has every field");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            spec: {}                                                           | Job has no spec.template.spec; write it
            suspend: true                                                      | Job has no spec.template.spec; write it
            spec: {template: {spec: {containers: [{name: a}, null]}}}          | spec.template.spec.containers[1] has no name; give it one
            spec: {template: {spec: {initContainers: [{image: a}]}}}           | spec.template.spec.initContainers[0] has no name; give it one
            spec: {template: {spec: {containers: [{name: a}], volumes: [{}]}}} | spec.template.spec.volumes[0] has no name; give it one
            """)
    void aClientsWorkloadWithoutWhatTheApiServerSeesToIsRefused(String rest, String message) {
        assertThatThrownBy(() -> render(CLIENT, job("metadata: {name: q, namespace: media}\n" + rest)))
                .isInstanceOf(RefusedResources.class)
                .hasMessage("file0.yaml: VpnClient media/q: spec.workload: " + message);
    }

    /** What might select a client's pods counts as selecting them. */
    @ParameterizedTest
    @ValueSource(strings = {"[null]", "[{key: app}]", "[{key: app, operator: NotIn, values: }]"})
    void aPolicyThatSaysTooLittleIsNoStackTrace(String expressions) {
        String policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a, namespace: media}\n"
                + "spec: {podSelector: {matchExpressions: %s}}";
        assertThat(render(CLIENT, policy.formatted(expressions))).isEqualTo(render(CLIENT, policy.formatted("[]")));
    }

    @ParameterizedTest
    @CsvSource({"VpnGateway", "VpnClient"})
    void ourOwnWithoutApiVersionIsNotPassedOver(String kind) {
        assertThatThrownBy(() -> render("kind: " + kind + "\nmetadata: {name: a}\nspec: {}"))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("file0.yaml: apiVersion: " + kind + " has none; write culvert.dev/v1alpha1");
    }
}
