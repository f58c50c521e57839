package dev.culvert.operator.names.provider;

import static dev.culvert.operator.names.NotPublished.Reason.ChangedMeanwhile;
import static dev.culvert.operator.names.NotPublished.Reason.ExternalDnsNotInstalled;
import static dev.culvert.operator.names.NotPublished.Reason.NameOwnedByOther;
import static dev.culvert.operator.names.NotPublished.Reason.ProviderRefused;
import static dev.culvert.operator.names.NotPublished.Reason.ProviderUnreachable;

import dev.culvert.manifest.Hash;
import dev.culvert.manifest.Json;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.operator.names.NotPublished;
import dev.culvert.operator.names.Publisher;
import dev.culvert.operator.names.Wanted;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A DNSEndpoint for each name, which ExternalDNS brings to whatever provider it was set up for. Whose records in DNS are whose,
 * ExternalDNS's registry knows. Of two writers the API server refuses the one that has not seen the other's.
 */
final class ExternalDnsPublisher implements Publisher {
    private static final ResourceDefinitionContext ENDPOINTS = new ResourceDefinitionContext.Builder()
            .withGroup("externaldns.k8s.io")
            .withVersion("v1alpha1")
            .withKind("DNSEndpoint")
            .withPlural("dnsendpoints")
            .withNamespaced(true)
            .build();

    /** Of a DNS subdomain, as Kubernetes takes it (RFC 1123). */
    private static final int LONGEST_OBJECT_NAME = 253;

    private static final Pattern ENDS = Pattern.compile("[-.]+$");

    private static final String REVISION = "culvert.dev/revision";

    private final KubernetesClient client;
    private final String namespace;

    /** DNSEndpoints in that namespace. */
    ExternalDnsPublisher(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    @Override
    public Result publish(Wanted wanted) throws NotPublished {
        Resource<GenericKubernetesResource> place = client.genericKubernetesResources(ENDPOINTS)
                .inNamespace(namespace)
                .withName(objectName(wanted));
        try {
            GenericKubernetesResource there = place.get();
            return there == null ? first(wanted) : next(place, there, wanted);
        } catch (KubernetesClientException e) {
            throw refusal(wanted.name(), e);
        }
    }

    private Result first(Wanted wanted) {
        if (wanted.released()) {
            return new Result.Done(false);
        }
        var endpoint = new GenericKubernetesResource();
        endpoint.setApiVersion("externaldns.k8s.io/v1alpha1");
        endpoint.setKind("DNSEndpoint");
        endpoint.setMetadata(new ObjectMetaBuilder()
                .withName(objectName(wanted))
                .withNamespace(namespace)
                .addToLabels(Labels.MANAGED_BY, Labels.CULVERT)
                .addToLabels(Labels.GATEWAY, gateway(wanted))
                .addToAnnotations(REVISION, String.valueOf(wanted.revision()))
                .addNewOwnerReference()
                .withApiVersion(VpnGateway.GROUP + "/" + VpnGateway.VERSION)
                .withKind("VpnGateway")
                .withName(gateway(wanted))
                .withUid(wanted.owner().uid())
                .endOwnerReference()
                .build());
        endpoint.setAdditionalProperty("spec", spec(wanted));
        client.genericKubernetesResources(ENDPOINTS)
                .inNamespace(namespace)
                .resource(endpoint)
                .create();
        return new Result.Done(true);
    }

    private Result next(Resource<GenericKubernetesResource> place, GenericKubernetesResource there, Wanted wanted)
            throws NotPublished {
        boolean mine = there.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(wanted.owner().uid()));
        if (!mine) {
            if (wanted.released()) {
                return new Result.Done(false);
            }
            throw new NotPublished(
                    NameOwnedByOther,
                    wanted.name() + ": DNSEndpoint " + objectName(wanted)
                            + " is not this gateway's; delete it, or take another name");
        }
        if (wanted.released()) {
            place.delete();
            return new Result.Done(true);
        }
        Map<String, String> annotations =
                Objects.requireNonNullElse(there.getMetadata().getAnnotations(), Map.of());
        long revision = Long.parseLong(annotations.getOrDefault(REVISION, "0"));
        if (revision > wanted.revision()) {
            return new Result.Behind(revision);
        }
        if (revision == wanted.revision()
                && Json.tree(Objects.requireNonNullElse(there.get("spec"), Map.of()))
                        .equals(Json.tree(spec(wanted)))) {
            return new Result.Done(false);
        }
        there.setMetadata(new ObjectMetaBuilder(there.getMetadata())
                .addToAnnotations(REVISION, String.valueOf(wanted.revision()))
                .build());
        there.setAdditionalProperty("spec", spec(wanted));
        client.genericKubernetesResources(ENDPOINTS)
                .inNamespace(namespace)
                .resource(there)
                .update();
        return new Result.Done(true);
    }

    private static Map<String, Object> spec(Wanted wanted) {
        List<Map<String, Object>> endpoints = new ArrayList<>();
        for (Family family : Family.values()) {
            List<String> targets = wanted.addresses().stream()
                    .filter(address -> address.family() == family)
                    .map(IpAddress::toString)
                    .toList();
            if (!targets.isEmpty()) {
                endpoints.add(Map.of(
                        "dnsName",
                        wanted.name(),
                        "recordType",
                        family == Family.IPV4 ? "A" : "AAAA",
                        "recordTTL",
                        wanted.ttl(),
                        "targets",
                        targets));
            }
        }
        return Map.of("endpoints", endpoints);
    }

    private static String gateway(Wanted wanted) {
        return wanted.owner().gateway().substring(wanted.owner().gateway().indexOf('/') + 1);
    }

    /**
     * The DNSEndpoint's. Objects' names have no underscores and at most 253 characters, and a gateway's may have dots: where two names
     * in DNS could become one object, which they would take from each other for ever, a hash is at the end.
     */
    static String objectName(Wanted wanted) {
        String plain = gateway(wanted) + "." + wanted.name();
        if (plain.indexOf('_') < 0 && gateway(wanted).indexOf('.') < 0 && plain.length() <= LONGEST_OBJECT_NAME) {
            return plain;
        }
        String hash = "." + Hash.of(wanted.owner().gateway() + " " + wanted.name());
        String room = plain.substring(0, Math.min(plain.length(), LONGEST_OBJECT_NAME - hash.length()));
        return ENDS.matcher(room.replace('_', 'x')).replaceAll("") + hash;
    }

    private static NotPublished refusal(String name, KubernetesClientException refusal) {
        return switch (refusal.getCode()) {
            case HttpURLConnection.HTTP_NOT_FOUND ->
                new NotPublished(
                        ExternalDnsNotInstalled,
                        name
                                + ": the cluster has no DNSEndpoint (externaldns.k8s.io/v1alpha1); install ExternalDNS with"
                                + " its CustomResourceDefinition and --source=crd");
            case HttpURLConnection.HTTP_FORBIDDEN ->
                new NotPublished(
                        ProviderRefused,
                        name + ": the operator may not write DNSEndpoints; install the chart with externalDns: true");
            case HttpURLConnection.HTTP_CONFLICT ->
                new NotPublished(ChangedMeanwhile, name + ": its DNSEndpoint was changed meanwhile; it is tried again");
            case 0 ->
                new NotPublished(ProviderUnreachable, name + ": the API server cannot be asked; it is tried again");
            default ->
                new NotPublished(
                        ProviderRefused,
                        name + ": the API server refuses the DNSEndpoint: "
                                + (refusal.getStatus() == null
                                        ? refusal.getCode()
                                        : refusal.getStatus().getMessage())
                                + "; it is tried again");
        };
    }
}
