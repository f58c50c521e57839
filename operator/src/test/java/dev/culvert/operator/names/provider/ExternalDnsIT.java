package dev.culvert.operator.names.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.manifest.Json;
import dev.culvert.model.net.IpAddress;
import dev.culvert.operator.names.NotPublished;
import dev.culvert.operator.names.Owner;
import dev.culvert.operator.names.Publisher;
import dev.culvert.operator.names.Publisher.Result;
import dev.culvert.operator.names.Wanted;
import dev.culvert.operator.server.ApiServer;
import dev.culvert.operator.server.ApiServerTests;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** On a real API server, with a definition that has the fields of ExternalDNS's. */
@ExtendWith(ApiServerTests.class)
class ExternalDnsIT {
    private static final Owner MINE = new Owner("11111111-1111-1111-1111-111111111111", "default/downloads");
    private static final String NAME = "exits.example.org";

    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata:
              name: dnsendpoints.externaldns.k8s.io
              annotations: {api-approved.kubernetes.io: "https://github.com/kubernetes-sigs/external-dns/pull/2007"}
            spec:
              group: externaldns.k8s.io
              scope: Namespaced
              names: {kind: DNSEndpoint, listKind: DNSEndpointList, plural: dnsendpoints, singular: dnsendpoint}
              versions:
              - name: v1alpha1
                served: true
                storage: true
                subresources: {status: {}}
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        properties:
                          endpoints:
                            type: array
                            items:
                              type: object
                              properties:
                                dnsName: {type: string}
                                labels: {type: object, additionalProperties: {type: string}}
                                providerSpecific:
                                  type: array
                                  items: {type: object, properties: {name: {type: string}, value: {type: string}}}
                                recordTTL: {type: integer, format: int64}
                                recordType: {type: string}
                                setIdentifier: {type: string}
                                targets: {type: array, items: {type: string}}
                      status:
                        type: object
                        properties: {observedGeneration: {type: integer, format: int64}}
            """;

    @Test
    @Proves({"D9", "D11", "D13", "D14"})
    void aNameBecomesADnsEndpoint(ApiServer server) throws NotPublished {
        Publisher publisher = new ExternalDnsPublisher(server.admin(), "default");
        assertThatThrownBy(() -> publisher.publish(wanted(MINE, 1, "203.0.113.1")))
                .hasMessageContaining("install ExternalDNS");
        server.admin()
                .load(new java.io.ByteArrayInputStream(DEFINITION.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .create();
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> publisher
                        .publish(wanted(MINE, 1, "203.0.113.1", "2001:db8::1"))
                        .equals(new Result.Done(true)));
        assertThat(spec(server))
                .contains("\"dnsName\":\"exits.example.org\"", "\"recordTTL\":60")
                .contains("\"recordType\":\"A\"", "203.0.113.1")
                .contains("\"recordType\":\"AAAA\"", "2001:db8::1");
        assertThat(publisher.publish(wanted(MINE, 1, "203.0.113.1", "2001:db8::1")))
                .isEqualTo(new Result.Done(false));
        publisher.publish(wanted(MINE, 2, "203.0.113.2"));
        assertThat(spec(server)).contains("203.0.113.2").doesNotContain("203.0.113.1", "AAAA");
        assertThat(publisher.publish(wanted(MINE, 1, "203.0.113.1"))).isEqualTo(new Result.Behind(2));
        assertThatThrownBy(() -> publisher.publish(wanted(new Owner("other", "default/downloads"), 9, "203.0.113.9")))
                .hasMessageContaining("is not this gateway's");
        publisher.publish(new Wanted(NAME, List.of(), 60, MINE, 3, true));
        assertThat(endpoint(server)).isNull();
    }

    private static String spec(ApiServer server) {
        return Json.text(Objects.requireNonNull(endpoint(server)).get("spec"));
    }

    private static @org.jspecify.annotations.Nullable GenericKubernetesResource endpoint(ApiServer server) {
        return server.admin()
                .genericKubernetesResources("externaldns.k8s.io/v1alpha1", "DNSEndpoint")
                .inNamespace("default")
                .withName("downloads." + NAME)
                .get();
    }

    private static Wanted wanted(Owner owner, long revision, String... addresses) {
        return new Wanted(
                NAME, Arrays.stream(addresses).map(IpAddress::parse).sorted().toList(), 60, owner, revision, false);
    }
}
