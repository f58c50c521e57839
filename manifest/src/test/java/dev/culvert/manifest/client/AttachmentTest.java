package dev.culvert.manifest.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Json;
import dev.culvert.manifest.Samples;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttachmentTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Attachment overlay = Attachment.of(Samples.client(), Samples.overlay(), ClusterFacts.DEFAULTS);

    @Test
    void ourInitContainerComesFirstAndTheUsersStay() {
        StatefulSet attached = attach(Samples.workload());
        var spec = attached.getSpec().getTemplate().getSpec();
        assertThat(spec.getInitContainers()).extracting(Container::getName).containsExactly("culvert", "chown");
        assertThat(spec.getContainers())
                .isEqualTo(Samples.workload().getSpec().getTemplate().getSpec().getContainers());
        assertThat(spec.getDnsConfig())
                .isEqualTo(Samples.workload().getSpec().getTemplate().getSpec().getDnsConfig());
        assertThat(attached.getSpec().getTemplate().getMetadata().getLabels())
                .containsEntry("culvert.dev/client", "qbittorrent")
                .containsEntry("culvert.dev/via", "downloads")
                .containsEntry("culvert.dev/via-namespace", "vpn")
                .containsEntry("app", "qbittorrent");
    }

    @Test
    void whatIsAttachedLeavesByItsOwnGatewayAlone() {
        assertThat(Attachment.isVia(attach(Samples.workload()), "vpn", "downloads"))
                .isTrue();
        assertThat(Attachment.isVia(attach(Samples.workload()), "vpn", "typo")).isFalse();
        assertThat(Attachment.isVia(attach(Samples.workload()), "media", "downloads"))
                .isFalse();
        assertThat(Attachment.isVia(Samples.workload(), "vpn", "downloads")).isFalse();
    }

    @Test
    void aSecondPatchIsEmpty() {
        StatefulSet attached = attach(Samples.workload());
        assertThat(overlay.patch(attached)).isEmpty();
        assertThat(overlay.isIn("media", attached.getSpec().getTemplate())).isTrue();
    }

    @Test
    void aFormerWorkloadReadsClosedSettingsUntilItIsAClientAgain() {
        StatefulSet attached = attach(Samples.workload());
        StatefulSet former =
                patched(attached, Attachment.close(attached, Samples.client()).orElseThrow());
        assertThat(former.getSpec().getTemplate().getSpec().getVolumes())
                .filteredOn(volume -> volume.getName().equals("culvert-settings"))
                .singleElement()
                .satisfies(
                        volume -> assertThat(volume.getConfigMap().getName()).isEqualTo("culvert.former-qbittorrent"));
        assertThat(Attachment.close(former, Samples.client())).as("once").isEmpty();
        assertThat(Attachment.close(Samples.workload(), Samples.client())).isEmpty();
        assertThat(patched(former, overlay.patch(former).orElseThrow())).isEqualTo(attached);
    }

    @Test
    void whatTheServerAddsToOursIsNoDifference() {
        StatefulSet attached = attach(Samples.workload());
        Container ours =
                attached.getSpec().getTemplate().getSpec().getInitContainers().getFirst();
        ours.setTerminationMessagePath("/dev/termination-log");
        assertThat(overlay.patch(attached)).isEmpty();
    }

    @Test
    void oursGoesBackToTheFrontIfSomebodyMovedIt() {
        StatefulSet attached = attach(Samples.workload());
        var inits = attached.getSpec().getTemplate().getSpec().getInitContainers();
        inits.add(inits.removeFirst());
        StatefulSet again = patched(attached, overlay.patch(attached).orElseThrow());
        assertThat(again.getSpec().getTemplate().getSpec().getInitContainers())
                .extracting(Container::getName)
                .containsExactly("culvert", "chown");
    }

    @Test
    void aChangedContainerOfOursIsPutRight() {
        StatefulSet attached = new StatefulSetBuilder(attach(Samples.workload()))
                .editSpec()
                .editTemplate()
                .editSpec()
                .editFirstInitContainer()
                .withImage("elsewhere")
                .endInitContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        assertThat(patched(attached, overlay.patch(attached).orElseThrow())).isEqualTo(attach(Samples.workload()));
    }

    static Stream<Attachment> attachments() {
        Stream<VpnGateway> gluetun = Stream.of(
                        "provider: mullvad",
                        "provider: custom, type: openvpn, endpoints: [{network: 198.51.100.7/32, port: 1194}]")
                .map(engine -> Samples.gateway("""
                        exits:
                        - name: sweden
                          gluetun: {version: v3.41.3, secretRef: {name: mullvad}, %s}
                        routing: {sidecar: {}}
                        """.formatted(engine)));
        return Stream.concat(Stream.of(Samples.overlay(), Samples.network(), Samples.sidecar()), gluetun)
                .flatMap(gateway -> Stream.of(ClusterFacts.DEFAULTS, Samples.facts("version: '1.20'"))
                        .map(cluster -> Attachment.of(Samples.client(), gateway, cluster)));
    }

    @ParameterizedTest
    @MethodSource("attachments")
    @Proves({"R5"})
    void detachingRestoresEveryByte(Attachment attachment) {
        StatefulSet before = Samples.workload();
        StatefulSet attached = patched(before, attachment.patch(before).orElseThrow());
        StatefulSet after = patched(attached, Attachment.detach(attached).orElseThrow());
        assertThat(Json.text(after).replace("\"annotations\":{},", "")).isEqualTo(Json.text(before));
        assertThat(Attachment.detach(after)).isEmpty();
    }

    @Test
    void aWorkloadWithNothingGetsItsLists() {
        StatefulSet bare = Samples.workload();
        bare.getSpec().getTemplate().setMetadata(null);
        bare.getSpec().getTemplate().getSpec().setInitContainers(null);
        bare.getSpec().getTemplate().getSpec().setVolumes(null);
        StatefulSet attached = attach(bare);
        assertThat(overlay.isIn("media", attached.getSpec().getTemplate())).isTrue();
    }

    @Test
    void thePatchIsRefusedIfTheWorkloadChangedMeanwhile() {
        assertThat(overlay.patch(Samples.workload()).orElseThrow())
                .startsWith("[{\"op\":\"test\",\"path\":\"/metadata/resourceVersion\",\"value\":\"7\"}");
    }

    @Test
    @Proves({"R4"})
    void podsAreMadeAnewForWhatTheyReadAtTheirStartAndForNothingElse() {
        ClusterFacts moreNodes = Samples.facts("nodes: [10.1.0.7]");
        assertThat(Attachment.of(Samples.client(), Samples.overlay(), moreNodes))
                .isEqualTo(overlay);
        VpnGateway gluetun = Samples.gateway("""
                exits:
                - name: sweden
                  gluetun: {version: v3.41.3, provider: mullvad, secretRef: {name: mullvad}}
                routing: {sidecar: {}}
                """);
        assertThat(Attachment.of(Samples.client(), gluetun, moreNodes))
                .isEqualTo(Attachment.of(Samples.client(), gluetun, ClusterFacts.DEFAULTS));
        ClusterFacts morePods = Samples.facts("podNetworks: [10.200.0.0/16]");
        assertThat(Attachment.of(Samples.client(), Samples.overlay(), morePods).annotations())
                .isNotEqualTo(overlay.annotations());
    }

    @Test
    void anInitContainerThatTheUserPutsFirstIsMovedBehindOurs() {
        StatefulSet attached = attach(Samples.workload());
        attached.getSpec()
                .getTemplate()
                .getSpec()
                .getInitContainers()
                .addFirst(new ContainerBuilder().withName("early").build());
        assertThat(patched(attached, overlay.patch(attached).orElseThrow())
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getInitContainers())
                .extracting(Container::getName)
                .containsExactly("culvert", "early", "chown");
    }

    @Test
    @Proves({"R9"})
    void inNetworkRoutingThePodGetsAnAnnotationAndNoContainer() {
        Attachment network = Attachment.of(Samples.client(), Samples.network(), ClusterFacts.DEFAULTS);
        StatefulSet before = Samples.workload();
        StatefulSet attached = patched(before, network.patch(before).orElseThrow());
        assertThat(attached.getSpec().getTemplate().getSpec())
                .isEqualTo(before.getSpec().getTemplate().getSpec());
        assertThat(attached.getSpec().getTemplate().getMetadata().getAnnotations())
                .containsEntry("k8s.v1.cni.cncf.io/networks", "media/culvert-qbittorrent@vpn0");
        assertThat(network.patch(attached)).isEmpty();
        assertThat(Json.text(patched(attached, Attachment.detach(attached).orElseThrow()))
                        .replace("\"annotations\":{},", ""))
                .isEqualTo(Json.text(before));
    }

    @Test
    void fromOneRoutingToAnotherNothingOfTheOldStays() {
        Attachment network = Attachment.of(Samples.client(), Samples.network(), ClusterFacts.DEFAULTS);
        StatefulSet attached = attach(Samples.workload());
        StatefulSet moved = patched(attached, network.patch(attached).orElseThrow());
        StatefulSet direct =
                patched(Samples.workload(), network.patch(Samples.workload()).orElseThrow());
        assertThat(moved).isEqualTo(direct);
    }

    @Test
    void aSidecarStartsBeforeTheUsersContainersWhereTheClusterKnowsThem() {
        Attachment sidecar = Attachment.of(Samples.client(), Samples.sidecar(), ClusterFacts.DEFAULTS);
        assertThat(sidecar.parts().initContainers())
                .extracting(Container::getName, Container::getRestartPolicy)
                .containsExactly(
                        tuple("culvert-lock", null), tuple("culvert-resolver", "Always"), tuple("culvert", "Always"));
        assertThat(sidecar.parts().containers()).isEmpty();
    }

    @Test
    void theTokenOfTheStatusIsTheAgentsAlone() {
        for (ClusterFacts cluster : List.of(ClusterFacts.DEFAULTS, Samples.facts("version: \"1.20\""))) {
            StatefulSet attached = patched(
                    Samples.workload(),
                    Attachment.of(Samples.client(), Samples.sidecar(), cluster)
                            .patch(Samples.workload())
                            .orElseThrow());
            var pod = attached.getSpec().getTemplate().getSpec();
            assertThat(pod.getVolumes())
                    .filteredOn(volume -> volume.getName().equals("culvert-status"))
                    .singleElement()
                    .satisfies(volume -> {
                        assertThat(volume.getSecret().getSecretName()).isEqualTo("culvert-qbittorrent-status");
                        assertThat(volume.getSecret().getOptional())
                                .as("a pod starts without it")
                                .isTrue();
                    });
            assertThat(Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                            .filter(container -> container.getVolumeMounts().stream()
                                    .anyMatch(mount -> mount.getName().equals("culvert-status"))))
                    .extracting(Container::getName)
                    .containsExactly("culvert");
        }
    }

    @Test
    void aSidecarIsAContainerInAnOldCluster() {
        ClusterFacts old = Samples.facts("version: \"1.20\"");
        Attachment sidecar = Attachment.of(Samples.client(), Samples.sidecar(), old);
        assertThat(sidecar.parts().initContainers())
                .extracting(Container::getName)
                .containsExactly("culvert-lock");
        assertThat(sidecar.parts().containers())
                .extracting(Container::getName)
                .containsExactly("culvert-resolver", "culvert");
        StatefulSet attached =
                patched(Samples.workload(), sidecar.patch(Samples.workload()).orElseThrow());
        assertThat(Json.text(patched(attached, Attachment.detach(attached).orElseThrow()))
                        .replace("\"annotations\":{},", ""))
                .isEqualTo(Json.text(Samples.workload()));
    }

    private StatefulSet attach(StatefulSet workload) {
        return patched(workload, overlay.patch(workload).orElseThrow());
    }

    private static StatefulSet patched(HasMetadata workload, String patch) {
        try {
            JsonNode tree = JsonPatch.apply(MAPPER.readTree(patch), Json.tree(workload));
            return MAPPER.treeToValue(tree, StatefulSet.class);
        } catch (JsonProcessingException e) {
            throw new AssertionError(patch, e);
        }
    }
}
