package dev.culvert.operator.names.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.api.NamesStatus;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.model.net.IpAddress;
import dev.culvert.operator.names.NameTasks;
import dev.culvert.operator.names.NamesReport;
import dev.culvert.operator.names.NotPublished;
import dev.culvert.operator.names.Outcome;
import dev.culvert.operator.names.Owner;
import dev.culvert.operator.names.Publishing;
import dev.culvert.operator.names.Task;
import dev.culvert.operator.names.Wanted;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator that has just started knows the gateway's status, and what the provider says is there. */
class RestartTest {
    private static final String NAME = "exits.example.org";
    private static final String PLACE = "_culvert." + NAME;

    @ParameterizedTest
    @ValueSource(strings = {"cloudflare", "dynu"})
    @Proves({"D10", "D13"})
    void whatIsThereIsAdoptedAndNothingIsWritten(String provider) {
        try (ProviderStandIn api = standIn(provider)) {
            assertThat(start(api, gateway(7, "203.0.113.1", "203.0.113.2")))
                    .hasOnlyElementsOfType(Outcome.Published.class);
            api.put("A", NAME, "192.0.2.9", 60);
            api.put("A", "www.example.org", "192.0.2.80", 300);
            var there = new TreeMap<>(api.records);
            int writes = api.writes();
            assertThat(start(api, gateway(7, "203.0.113.1", "203.0.113.2")))
                    .hasOnlyElementsOfType(Outcome.Published.class);
            assertThat(api.writes()).isEqualTo(writes);
            assertThat(new TreeMap<>(api.records)).isEqualTo(there);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cloudflare", "dynu"})
    @Proves({"D10", "D13"})
    void whatChangedMeanwhileIsAllThatIsWritten(String provider) {
        try (ProviderStandIn api = standIn(provider)) {
            start(api, gateway(7, "203.0.113.1", "203.0.113.2"));
            api.put("A", NAME, "192.0.2.9", 60);
            String kept = id(api, "203.0.113.1");
            int writes = api.writes();
            start(api, gateway(8, "203.0.113.1", "203.0.113.3"));
            assertThat(api.contents(NAME, "A")).containsExactly("192.0.2.9", "203.0.113.1", "203.0.113.3");
            assertThat(id(api, "203.0.113.1")).as("the same record").isEqualTo(kept);
            assertThat(api.writes() - writes)
                    .as("the claim, one address more, one less, the claim")
                    .isEqualTo(4);
            assertThat(api.contents(PLACE, "TXT")).singleElement().asString().contains("revision=8");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cloudflare", "dynu"})
    @Proves("D14")
    void whatAnotherGatewayHasIsNeitherTakenNorTakenAway(String provider) {
        try (ProviderStandIn api = standIn(provider)) {
            var theirs = new Wanted(
                    NAME,
                    List.of(IpAddress.parse("203.0.113.1")),
                    60,
                    new Owner("22222222-2222-2222-2222-222222222222", "vpn/others"),
                    3,
                    false);
            VpnGateway mine = gateway(7, "203.0.113.1", "203.0.113.2");
            Task task = NameTasks.of(mine, List.of(), _ -> "").getFirst();
            assertThat(publishing(api).attempt(new Task(theirs, task.via(), "vpn", "")))
                    .isInstanceOf(Outcome.Published.class);
            var there = new TreeMap<>(api.records);
            assertThat(start(api, mine))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.reason()).isEqualTo(NotPublished.Reason.NameOwnedByOther));
            NameTasks.release(mine, _ -> "")
                    .forEach(gone -> assertThat(publishing(api).attempt(gone)).isInstanceOf(Outcome.Published.class));
            assertThat(new TreeMap<>(api.records)).isEqualTo(there);
        }
    }

    /** As from a backup: its revision has to become the highest before it can write. */
    @ParameterizedTest
    @ValueSource(strings = {"cloudflare", "dynu"})
    @Proves("D11")
    void aStatusThatIsOlderThanTheClaimCatchesUp(String provider) {
        try (ProviderStandIn api = standIn(provider)) {
            start(api, gateway(7, "203.0.113.1", "203.0.113.2"));
            VpnGateway restored = gateway(1, "203.0.113.1");
            List<Outcome> behind = start(api, restored);
            assertThat(behind)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Outcome.Behind.class,
                            outcome -> assertThat(outcome.revision()).isEqualTo(7));
            assertThat(api.contents(NAME, "A")).containsExactly("203.0.113.1", "203.0.113.2");
            NamesStatus next = Objects.requireNonNull(new NamesReport(
                            restored,
                            Objects.requireNonNull(restored.getStatus()).exits(),
                            List.of(),
                            behind)
                    .status());
            assertThat(next.revision()).isEqualTo(8);
            start(api, gateway(next.revision(), next.addresses().toArray(String[]::new)));
            assertThat(api.contents(NAME, "A")).containsExactly("203.0.113.1");
            assertThat(api.contents(PLACE, "TXT")).hasSize(1);
        }
    }

    private static List<Outcome> start(ProviderStandIn api, VpnGateway gateway) {
        return NameTasks.of(gateway, List.of(), _ -> "").stream()
                .map(publishing(api)::attempt)
                .toList();
    }

    private static Publishing publishing(ProviderStandIn api) {
        Duration patience = Duration.ofSeconds(5);
        var backoff = new Backoff(InstantSource.system());
        return new Publishing(
                _ -> new SteppedPublisher(
                        api instanceof DynuStandIn
                                ? new DynuApi(api.at(), DynuStandIn.KEY, patience, backoff)
                                : new CloudflareApi(
                                        api.at(), "example.org", CloudflareStandIn.TOKEN, patience, backoff)),
                InstantSource.system());
    }

    private static ProviderStandIn standIn(String provider) {
        return provider.equals("dynu") ? new DynuStandIn() : new CloudflareStandIn();
    }

    private static String id(ProviderStandIn api, String address) {
        return api.records.entrySet().stream()
                .filter(record -> record.getValue().path("content").asText().equals(address))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private static VpnGateway gateway(long revision, String... addresses) {
        return Serialization.unmarshal("""
                metadata: {name: downloads, namespace: vpn, uid: 11111111-1111-1111-1111-111111111111}
                spec:
                  exits:
                  - name: sweden
                    wireguard: {secretRef: {name: wg-sweden}}
                  routing: {overlay: {}}
                  dynamicDns:
                    names: [exits.example.org]
                    ttl: 60
                    dynu: {secretRef: {name: dynu}}
                status:
                  conditions: []
                  exits:
                  - {name: sweden, healthy: true, witness: probe, publicAddress: 203.0.113.1, podAddress: 10.244.0.7}
                  names:
                    revision: %d
                    ttl: 60
                    addresses: [%s]
                    exits: [{name: sweden, address: 203.0.113.1}]
                    records:
                    - {name: exits.example.org, provider: dynu, via: {dynu: {secretRef: {name: dynu}}}, addresses: []}
                """.formatted(revision, String.join(", ", addresses)), VpnGateway.class);
    }
}
