package dev.culvert.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.culvert.manifest.api.OwnPods;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import org.junit.jupiter.api.Test;

class OwnPodsTest {
    @Test
    void aPodSaysItAsTheGatewayDoes() {
        OwnPods pods = Samples.gateway("""
                exits: [{name: one, wireguard: {secretRef: {name: wg}}}]
                routing: {overlay: {}}
                pods:
                  nodeSelector: {vpn: "yes", disk: none}
                  tolerations: [{key: edge, operator: Exists, effect: NoSchedule}, {key: owner, value: me}]
                  imagePullSecrets: [{name: registry}]
                """).getSpec().ownPods();
        PodSpec pod = pods.in(new PodSpecBuilder()).build();
        assertThat(pod.getNodeSelector()).containsOnlyKeys("disk", "vpn").containsEntry("vpn", "yes");
        assertThat(pod.getTolerations())
                .extracting("key", "operator", "value", "effect")
                .containsExactly(tuple("edge", "Exists", null, "NoSchedule"), tuple("owner", null, "me", null));
        assertThat(pod.getImagePullSecrets()).extracting("name").containsExactly("registry");
    }

    @Test
    void withoutAWishThePodSaysNothing() {
        assertThat(OwnPods.ANYWHERE.in(new PodSpecBuilder()).build()).isEqualTo(new PodSpecBuilder().build());
    }
}
