package dev.culvert.operator.client;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Observed;
import dev.culvert.manifest.Selectors;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientSpec.OnDetach;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.api.VpnGatewayStatus.ExitStatus;
import dev.culvert.manifest.client.Attachment;
import dev.culvert.manifest.client.ClientObjects;
import dev.culvert.manifest.network.ClientDefinition;
import dev.culvert.manifest.validation.Finding;
import dev.culvert.manifest.validation.Reason;
import dev.culvert.operator.apply.SettingsTouch;
import dev.culvert.operator.gateway.StatusTokens;
import dev.culvert.operator.report.Conditions;
import dev.culvert.operator.report.Why;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes of a client what it is to be: policy, settings, workload, in this order; or closed; or, in the reverse order, let out. */
final class ClientState {
    private final ClientSources sources;
    private final StatusTokens tokens;

    ClientState(ClientSources sources, StatusTokens tokens) {
        this.sources = sources;
        this.tokens = tokens;
    }

    /**
     * What came of it.
     *
     * @param attachment the hash that pods must have; empty if there is none to have
     * @param why the workload is not attached; null if it is
     * @param policy whether its policy is in place
     */
    record Outcome(String attachment, @Nullable Why why, boolean policy) {}

    Outcome reach(VpnClient client, ClientSeen seen, List<Finding> findings, KubernetesClient api) {
        if (seen.gateway().isEmpty() && client.getSpec().onDetach() == OnDetach.AllowDirect && lostItsGateway(client)) {
            letOut(client, api);
            sources.settleNodes(api);
            return new Outcome("", Why.DetachedDirect, false);
        }
        boolean served = findings.stream().map(Finding::reason).allMatch(Reason::goesWithout)
                && seen.gateway().filter(ClientState::hasNetwork).isPresent();
        if (!served) {
            // A spec that cannot be used leaves what was made of the last one that could, as long as that is there.
            if (findings.stream().map(Finding::reason).allMatch(Reason::waits)
                    || findings.stream().map(Finding::reason).anyMatch(Reason::closes)
                    || !hasPolicy(client, seen)) {
                close(client, seen, api);
            }
            return new Outcome("", Why.NotAttached, true);
        }
        return attach(client, seen.gateway().orElseThrow(), seen, api);
    }

    /** Whether it is so on nodes as well; else it wants another look. */
    boolean close(VpnClient client, ClientSeen seen, KubernetesClient api) {
        List<HasMetadata> before = sources.owned().of(ResourceID.fromResource(client));
        List<HasMetadata> wanted = ClientObjects.closed(client, sources.known().cluster(), seen.selector(), before);
        List<HasMetadata> former = sources.former(client);
        apply(client, withFormer(client, former, wanted), seen, api);
        closeFormer(client, former);
        return tellNodes(wanted, api);
    }

    /** Nodes close and open pods whose own lock alone can. Whether there is nothing left to tell. */
    private boolean tellNodes(List<HasMetadata> wanted, KubernetesClient api) {
        return wanted.stream().noneMatch(ClientDefinition::isTold) || sources.settleNodes(api);
    }

    private void apply(VpnClient client, List<HasMetadata> wanted, ClientSeen seen, KubernetesClient api) {
        sources.owned().apply(api, wanted);
        var touch = new SettingsTouch(api);
        wanted.stream()
                .filter(ConfigMap.class::isInstance)
                .map(ConfigMap.class::cast)
                .filter(settings -> ClientObjects.isReadAgain(client, settings))
                .forEach(settings -> seen.pods().forEach(pod -> touch.touch(pod, settings)));
    }

    private Outcome attach(VpnClient client, VpnGateway gateway, ClientSeen seen, KubernetesClient api) {
        ClusterFacts cluster = sources.known().cluster();
        ResourceID id = ResourceID.fromResource(client);
        List<HasMetadata> open = ClientObjects.of(
                client, gateway, cluster, observed(gateway), seen.selector(), seen.ingressIsRestricted());
        List<HasMetadata> former = sources.former(client);
        List<HasMetadata> wanted = withFormer(
                client, former, ClientObjects.openAgain(open, sources.owned().of(id)));
        apply(client, wanted, seen, api);
        sources.owned().prune(api, id, wanted);
        tellNodes(wanted, api);
        if (gateway.getSpec().routing().method() instanceof Routing.Sidecar) {
            // Before the pods that mount it.
            tokens.of(client, sources.known(), api);
        }
        Attachment attachment = Attachment.of(client, gateway, cluster);
        String hash = attachment.annotations().getOrDefault(Labels.ATTACHMENT, "");
        closeFormer(client, former);
        if (client.getSpec().workload() == null) {
            return new Outcome(hash, null, true);
        }
        if (seen.workload().isEmpty()) {
            return new Outcome(hash, Why.WorkloadNotFound, true);
        }
        Optional<String> patch = SidecarSecret.in(
                        attachment, client, gateway, seen.workload().get(), sources.known())
                .patch(seen.workload().get());
        if (patch.isPresent() && seen.workload().get() instanceof Job) {
            return new Outcome(hash, Why.JobIsFixed, true);
        }
        patch.ifPresent(text -> sources.patch(seen.workload().get(), text));
        return new Outcome(hash, null, true);
    }

    /** One that selects others' pods is none. */
    private boolean hasPolicy(VpnClient client, ClientSeen seen) {
        return sources.selected(client)
                .filter(selector -> Selectors.same(selector, seen.selector()))
                .isPresent();
    }

    /** Whether a workload that was named before is attached still. */
    boolean hasFormer(VpnClient client) {
        return !sources.former(client).isEmpty();
    }

    /** With what closes workloads that were named before; first, since the policy of today's lets go of their pods. */
    private List<HasMetadata> withFormer(VpnClient client, List<HasMetadata> former, List<HasMetadata> wanted) {
        if (client.getSpec().onDetach() == OnDetach.AllowDirect || former.isEmpty()) {
            return wanted;
        }
        var all = new ArrayList<>(ClientObjects.former(client, sources.known().cluster(), former, wanted));
        all.addAll(wanted);
        return List.copyOf(all);
    }

    /** Their pods are made anew, without us or with settings that are closed. A Job's cannot be. */
    private void closeFormer(VpnClient client, List<HasMetadata> former) {
        for (HasMetadata workload : former) {
            if (!(workload instanceof Job)) {
                Optional<String> patch = client.getSpec().onDetach() == OnDetach.AllowDirect
                        ? Attachment.detach(workload)
                        : Attachment.close(workload, client);
                patch.ifPresent(text -> sources.patch(workload, text));
            }
        }
    }

    /** Whether the gateway that is not there is the one that it was attached to. One that is to come lets nobody out. */
    private boolean lostItsGateway(VpnClient client) {
        String name = client.getSpec().gateway().name();
        String namespace =
                client.getSpec().gateway().namespaceFrom(client.getMetadata().getNamespace());
        List<HasMetadata> attached = sources.attached(client);
        return attached.isEmpty()
                ? wasLetOutOf(client, namespace + "/" + name)
                : attached.stream().allMatch(workload -> Attachment.isVia(workload, namespace, name));
    }

    private static boolean wasLetOutOf(VpnClient client, String gateway) {
        return client.getStatus() != null
                && gateway.equals(client.getStatus().gateway())
                && Conditions.of(client.getStatus().conditions(), "Attached")
                        .filter(condition -> condition.getReason().equals(Why.DetachedDirect.name()))
                        .isPresent();
    }

    /** The reverse order: workload, settings, policy. */
    private void letOut(VpnClient client, KubernetesClient api) {
        for (HasMetadata workload : sources.attached(client)) {
            if (!(workload instanceof Job)) {
                Attachment.detach(workload).ifPresent(patch -> sources.patch(workload, patch));
            }
        }
        sources.owned().prune(api, ResourceID.fromResource(client), List.of());
    }

    /** Lets it out. Whether nodes have forgotten it as well, for which the end of its definition must have been seen. */
    boolean letOutForGood(VpnClient client, KubernetesClient api) {
        boolean forgotten =
                sources.owned().of(ResourceID.fromResource(client)).stream().noneMatch(ClientDefinition::isTold);
        letOut(client, api);
        return forgotten && sources.settleNodes(api);
    }

    /** Without what the gateway's own reconciler has found and written down, nothing can be made. */
    private static boolean hasNetwork(VpnGateway gateway) {
        return !(gateway.getSpec().routing().method() instanceof Routing.Overlay)
                || (gateway.getStatus() != null && gateway.getStatus().clientNetwork() != null);
    }

    private static Observed observed(VpnGateway gateway) {
        Map<String, String> pods = new HashMap<>();
        if (gateway.getStatus() != null) {
            for (ExitStatus exit : gateway.getStatus().exits()) {
                if (exit.podAddress() != null) {
                    pods.put(exit.name(), exit.podAddress());
                }
            }
        }
        return Observed.of(pods, List.of(), Map.of(), List.of(), Map.of());
    }
}
