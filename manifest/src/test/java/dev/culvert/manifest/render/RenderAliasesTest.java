package dev.culvert.manifest.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.model.InvalidInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Anchors, aliases and merge keys are what kubectl sees in them. */
class RenderAliasesTest {
    private static String json(String text) {
        return Yaml.documents("a.yaml", text).getFirst().toString().replace('"', '\'');
    }

    @Test
    void anAliasIsTheValueThatItNames() {
        assertThat(json("""
                metadata: {name: &n q, labels: &l {app: *n, tier: "01"}}
                selector: {matchLabels: *l}
                replicas: &r 2
                others: [*r, *l, &e [], *e, &z , *z]
                """))
                .isEqualTo("{'metadata':{'name':'q','labels':{'app':'q','tier':'01'}},"
                        + "'selector':{'matchLabels':{'app':'q','tier':'01'}},"
                        + "'replicas':2,'others':[2,{'app':'q','tier':'01'},[],[],null,null]}");
        assertThat(json("a: '*n'\nb: &b [1]\nc: {d: *b}")).isEqualTo("{'a':'*n','b':[1],'c':{'d':[1]}}");
    }

    @Test
    void anAnchorThatIsGivenAnewNamesTheNewValue() {
        assertThat(json("a: &a 1\nb: *a\nc: &a 2\nd: *a")).isEqualTo("{'a':1,'b':1,'c':2,'d':2}");
    }

    @Test
    void mergedKeysGiveWayToThoseThatAreWritten() {
        assertThat(json("""
                a: &a {name: a, secretRef: {name: s}}
                b: &b {name: b, port: 1}
                one: {<<: *a, name: c}
                two: {<<: [*b, *a]}
                """))
                .isEqualTo("{'a':{'name':'a','secretRef':{'name':'s'}},'b':{'name':'b','port':1},"
                        + "'one':{'name':'c','secretRef':{'name':'s'}},"
                        + "'two':{'name':'b','port':1,'secretRef':{'name':'s'}}}");
    }

    @Test
    void aWorkloadWithAliasesIsRenderedWithTheirValues() {
        var input = new Input();
        input.add("a.yaml", """
                apiVersion: culvert.dev/v1alpha1
                kind: VpnGateway
                metadata: {name: downloads, namespace: vpn}
                spec:
                  exits: [&e {name: sweden, wireguard: {secretRef: {name: wg}}}, {<<: *e, name: swiss}]
                  routing: {overlay: {}}
                  clients: {namespaces: [&ns media]}
                ---
                apiVersion: culvert.dev/v1alpha1
                kind: VpnClient
                metadata: {name: q, namespace: media}
                spec: {gateway: {name: downloads, namespace: vpn}, workload: {kind: StatefulSet, name: q}}
                ---
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: &q q, namespace: media}
                spec:
                  selector: {matchLabels: {app: *q}}
                  template:
                    metadata: {labels: {app: *q}}
                    spec: {containers: [{name: *q, image: "example.org/q:1"}]}
                """);
        String yaml = Rendering.of(input, ClusterFacts.DEFAULTS).yaml();
        assertThat(yaml)
                .contains("name: downloads-swiss\n")
                .contains("app: q\n")
                .contains("          name: q\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: *b",
                "a: &a [*a]",
                "&a a: *a",
                "a: &a {<<: *a}",
                "a: {<<: 3}",
                "a: &a 1\n---\nb: *a",
                "a: &a 1\na: 2",
                "a: &a x\n? *a\n: y"
            })
    void whatKubectlRefusesIsRefused(String text) {
        assertThatThrownBy(() -> Yaml.documents("a.yaml", text))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("a.yaml:");
    }

    /** Each line names the one before ten times: 10^9 values if they were written out. */
    @Test
    void aliasesOfAliasesDoNotFillTheMemory() {
        var text = new StringBuilder("a0: &a0 x\n");
        for (int i = 1; i < 10; i++) {
            text.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
        }
        assertThatThrownBy(() -> Yaml.documents("a.yaml", text.toString()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("more than 500000 values");
    }

    @Test
    void nestingDoesNotExhaustTheStack() {
        var text = new StringBuilder("a0: &a0 x\n");
        for (int i = 1; i < 5_000; i++) {
            text.append("a%d: &a%d [*a%d]\n".formatted(i, i, i - 1));
        }
        for (String deep : new String[] {text.toString(), "a: " + "[".repeat(100_000)}) {
            assertThatThrownBy(() -> Yaml.documents("a.yaml", deep)).isInstanceOf(InvalidInput.class);
        }
    }
}
