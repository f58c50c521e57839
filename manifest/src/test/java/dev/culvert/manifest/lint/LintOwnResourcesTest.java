package dev.culvert.manifest.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.lint.kube.Facts;
import dev.culvert.manifest.lint.tree.Yaml;
import java.util.List;
import org.junit.jupiter.api.Test;

/** VpnGateways and VpnClients that nobody can apply, by place and message. */
class LintOwnResourcesTest {
    private static final String GATEWAY = """
            apiVersion: culvert.dev/v1alpha1
            kind: VpnGateway
            metadata: {name: downloads, namespace: vpn}
            spec:
              exits: [{name: sweden, wireguard: {secretRef: {name: wg}}}]
              routing: {overlay: {}}
              clients: {namespaces: [media]}
            """;
    private static final String CLIENT = """
            apiVersion: culvert.dev/v1alpha1
            kind: VpnClient
            metadata: {name: q, namespace: media}
            spec:
              gateway: {name: downloads, namespace: vpn}
            """;

    private static List<String> look(String text) {
        return Lint.look(Yaml.read("a.yaml", text), Facts.NONE).stream()
                .map(finding -> "%s %s: %s"
                        .formatted(finding.rule().code(), finding.place().path(), finding.message()))
                .toList();
    }

    @Test
    void aValueOfAnotherShapeIsFoundWhereItIs() {
        assertThat(look(CLIENT + "  podSelector: {matchLabels: {app: q}}\n"))
                .containsExactly("CV045 spec.podSelector.matchLabels: must be a single value; see kubectl explain");
        assertThat(look(CLIENT + "  workload: {kind: [StatefulSet], name: q}\n"))
                .containsExactly("CV045 spec.workload.kind: must be a single value; see kubectl explain");
        assertThat(look(GATEWAY + "  ports: [{name: p, port: 7000, protocols: [[TCP]]}]\n"))
                .containsExactly("CV045 spec.ports[0].protocols[0]: must be a single value; see kubectl explain");
    }

    @Test
    void itHidesNothingElse() {
        assertThat(look(CLIENT + "  podSelector: {matchLabels: {app: q}}\n---\n" + GATEWAY + "  local: [0.0.0.0/1]\n"))
                .anyMatch(finding -> finding.startsWith("CV045 spec.podSelector.matchLabels"))
                .anyMatch(finding -> finding.startsWith("CV014 spec.local[0]"));
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(look(GATEWAY.replace("  routing: {overlay: {}}\n", "")))
                .contains("CV045 spec: spec.routing: is missing; write it");
        assertThat(look(CLIENT.replace("name: downloads, ", "") + "  workload: {kind: Job, name: q}\n"))
                .contains("CV045 spec.gateway: spec.gateway.name: is missing; write it");
        assertThat(look(CLIENT + "  podSelector: {app: }\n"))
                .containsExactly(
                        "CV045 spec.podSelector: spec.podSelector.app: is empty; write a value, or leave it out");
    }

    @Test
    void withoutApiVersionOrWithOneThatIsNoneItIsRefused() {
        assertThat(look(GATEWAY.replace("apiVersion: culvert.dev/v1alpha1\n", "")))
                .containsExactly("CV045 kind: VpnGateway has no apiVersion; write culvert.dev/v1alpha1");
        assertThat(look(GATEWAY.replace("v1alpha1", "v1alpha2")))
                .containsExactly("CV045 apiVersion: culvert.dev/v1alpha2 is not known; write culvert.dev/v1alpha1");
    }
}
