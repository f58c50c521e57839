package dev.culvert.manifest.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * On which nodes the pods of gateways and routers run, and how their images are pulled: as a pod's fields of the same names say it.
 *
 * @param nodeSelector labels of the nodes
 * @param tolerations of nodes' taints
 * @param imagePullSecrets Secrets in the gateway's namespace
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OwnPods(
        @JsonPropertyDescription("Labels that nodes must have.")
        Map<String, String> nodeSelector,

        @JsonPropertyDescription("Taints of nodes that are no hindrance.")
        List<Toleration> tolerations,

        @JsonPropertyDescription("Secrets in the gateway's namespace by which its pods' images are pulled.")
        List<PullSecret> imagePullSecrets) {
    /** Without a wish. */
    public static final OwnPods ANYWHERE = new OwnPods(Map.of(), List.of(), List.of());

    /**
     * A taint that is no hindrance.
     *
     * @param key the taint's; null for all
     * @param operator how it is compared
     * @param value the taint's, with {@code Equal}
     * @param effect the taint's; null for all
     */
    public record Toleration(
            @JsonPropertyDescription("The taint's key; with operator Exists, none is all.") @Nullable
            String key,

            @JsonPropertyDescription("Equal: key and value are the taint's; Exists: its key is. Default Equal.")
            @Nullable
            Operator operator,

            @JsonPropertyDescription("The taint's value, with operator Equal.") @Nullable
            String value,

            @JsonPropertyDescription("The taint's effect; none is all.") @Nullable
            Effect effect) {}

    /** How a taint is compared. */
    public enum Operator {
        Equal,
        Exists
    }

    /** What a taint does. */
    public enum Effect {
        NoSchedule,
        PreferNoSchedule,
        NoExecute
    }

    /**
     * A Secret.
     *
     * @param name its name
     */
    public record PullSecret(
            @Required @JsonPropertyDescription("The Secret's name.")
            String name) {

        /** As Kubernetes has it in a pod. */
        public LocalObjectReference reference() {
            return new LocalObjectReference(name);
        }
    }

    public OwnPods {
        nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
        tolerations = Lists.copy(tolerations);
        imagePullSecrets = Lists.copy(imagePullSecrets);
    }

    /** Says so in a pod. */
    public PodSpecBuilder in(PodSpecBuilder pod) {
        return pod.withNodeSelector(new TreeMap<>(nodeSelector))
                .withTolerations(tolerations.stream()
                        .map(toleration -> new TolerationBuilder()
                                .withKey(toleration.key())
                                .withOperator(name(toleration.operator()))
                                .withValue(toleration.value())
                                .withEffect(name(toleration.effect()))
                                .build())
                        .toList())
                .withImagePullSecrets(
                        imagePullSecrets.stream().map(PullSecret::reference).toList());
    }

    private static @Nullable String name(@Nullable Enum<?> constant) {
        return constant == null ? null : constant.name();
    }
}
