package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.PodPrograms;
import dev.culvert.lab.Routing;
import dev.culvert.lab.culvert.CulvertPrograms;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.ProgramSpec;
import dev.culvert.proofs.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that talk from their first moment on, while everything else is not there yet, is wrong, or starts in any order. */
@Timeout(150)
class StartLeaksIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Asks by name and by address, over IPv4 and IPv6, without end. */
    private static final ProgramSpec CHATTER = ProgramSpec.of("chatter", "sh", "-c", """
            while :; do
              curl -s -o /dev/null -m1 http://198.51.100.11/ip
              curl -s -o /dev/null -m1 'http://[2001:db8:100::11]/ip'
              dig +tries=1 +time=1 @198.51.100.53 remote-1 > /dev/null
              dig +tries=1 +time=1 @2001:db8:100::53 remote-1 > /dev/null
            done
            """);

    @ParameterizedTest(name = "{0}, locked: {1}")
    @CsvSource({"NETWORK,true", "NETWORK,false", "OVERLAY,true", "OVERLAY,false"})
    @Proves("L1")
    void clientsThatStartFirst(Routing routing, boolean locked) {
        LabSpec spec =
                LabSpec.defaults().withExits(1).withRouters(1).withClients(1).withRouting(routing);
        try (Lab lab = Lab.up(spec, (any, host) -> first(CulvertPrograms.of(any, host), host, locked), line -> {})) {
            Uplink uplink = new Uplink(lab);
            assertThat(lab.status().hosts().stream()
                            .filter(host -> host.role().equals("gateway"))
                            .allMatch(host -> host.report().isMissingNode()))
                    .as("no gateway exists yet")
                    .isTrue();
            if (!locked) {
                Awaitility.await().atMost(PATIENCE).until(() -> uplink.leaked() > 0);
                return;
            }
            Attempt.makeAll(lab, "client-1");
            uplink.assertNothingLeaked();
            for (HostRole role : List.of(HostRole.ROUTER, HostRole.GATEWAY)) {
                lab.topology().hosts(role).forEach(host -> write(gate(host), ""));
            }
            Awaitility.await()
                    .alias("the client, which never stopped asking, comes through")
                    .atMost(PATIENCE)
                    .until(() -> lab.remote("remote-1").seen().counts("tcp", 80).containsKey("203.0.113.1"));
            assertThat(lab.remote("remote-1").seen().counts("tcp", 80)).containsOnlyKeys("203.0.113.1");
            uplink.assertNothingLeaked();
        }
    }

    @Test
    @Proves("L10")
    void gatewaysWithBadSettingsForwardAndSendNothing() {
        LabSpec spec = LabSpec.defaults().withExits(3).withRouters(1).withClients(1);
        try (Lab lab = Lab.up(spec, (any, host) -> broken(CulvertPrograms.of(any, host), host), line -> {})) {
            Uplink uplink = new Uplink(lab);
            for (int gateway = 1; gateway <= 3; gateway++) {
                String host = "gateway-" + gateway;
                Awaitility.await()
                        .alias(host + " is sealed")
                        .atMost(PATIENCE)
                        .until(() -> Hands.type(lab, host, "nft list tables").contains("culvert_"));
                Hands.type(lab, host, "sysctl -qw net.ipv4.ip_forward=1");
                String address =
                        lab.clientNetwork().address(lab.topology().host(host)).toString();
                Hands.type(lab, "client-1", "ip route replace 198.51.100.12/32 via " + address);
                Runnable deed = () -> {
                    Hands.type(lab, "client-1", "echo leak | socat -u - udp-sendto:198.51.100.12:7");
                    Attempt.UDP.make(lab, host);
                    Attempt.DNS_IPV6.make(lab, host);
                };
                uplink.assertNothingLeaksBy(deed);
                lab.fail(host, FailureMode.KILL);
                Hands.type(lab, host, "nft flush ruleset");
                uplink.assertLeaksBy(deed);
                Hands.type(lab, host, "sysctl -qw net.ipv4.ip_forward=0");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NETWORK", "OVERLAY", "SIDECAR"})
    @Proves({"L9", "L22"})
    void everythingRestartsInAnyOrder(Routing routing) {
        Random random = new Random(9);
        try (Lab lab = Lab.up(LabSpec.defaults().withExits(2).withClients(1).withRouting(routing))) {
            Uplink uplink = new Uplink(lab);
            List<String> hosts = new ArrayList<>();
            for (HostRole role : List.of(HostRole.CLIENT, HostRole.ROUTER, HostRole.GATEWAY)) {
                lab.topology().hosts(role).forEach(host -> hosts.add(host.name()));
            }
            for (int round = 0; round < 2; round++) {
                Collections.shuffle(hosts, random);
                for (String host : hosts) {
                    lab.fail(host, FailureMode.KILL);
                    Attempt.makeAll(lab, "client-1");
                }
                Collections.shuffle(hosts, random);
                for (String host : hosts) {
                    lab.heal(host);
                    Attempt.makeAll(lab, "client-1");
                }
                Awaitility.await().atMost(PATIENCE).until(() -> {
                    Attempt.makeAll(lab, "client-1");
                    return lab.exec("client-1", "curl", "-s4", "-m1", "http://198.51.100.11/ip")
                            .out()
                            .contains("203.0.113.");
                });
            }
            uplink.assertNothingLeaked();
        }
    }

    /** A status file that cannot be written stands for a full disk: the agents fail at it and must not open anything. */
    @Test
    @Proves("L22")
    void agentsThatCannotWriteOpenNothing() throws Exception {
        try (Lab lab = Lab.up(LabSpec.defaults().withExits(2).withClients(1).withRouters(1))) {
            Uplink uplink = new Uplink(lab);
            for (String host : List.of("router-1", "gateway-1", "gateway-2")) {
                Files.createDirectories(HostEntry.files(host).resolve("status.json.next/full"));
            }
            for (String host : List.of("router-1", "gateway-1", "gateway-2")) {
                Hands.kill(lab, host, "java");
            }
            Hands.kill(lab, "gateway-1", "wireguard-go");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        Attempt.makeAll(lab, "client-1");
                        Attempt.UDP.make(lab, "gateway-1");
                        return Hands.tryTo(lab, "gateway-1", "ip link show wg1").exitCode() == 0;
                    });
            uplink.assertNothingLeaked();
            for (String host : List.of("router-1", "gateway-1", "gateway-2")) {
                Files.delete(HostEntry.files(host).resolve("status.json.next/full"));
                Files.delete(HostEntry.files(host).resolve("status.json.next"));
            }
            lab.awaitReady(PATIENCE);
            uplink.assertNothingLeaked();
        }
    }

    /** Gateways and routers wait for their gate; the client begins to talk as soon as it is. */
    private static PodPrograms first(PodPrograms programs, Host host, boolean locked) {
        return switch (host.role()) {
            case CLIENT -> new PodPrograms(programs.files(), locked ? programs.before() : List.of(), List.of(CHATTER));
            case ROUTER, GATEWAY ->
                new PodPrograms(
                        programs.files(),
                        programs.before(),
                        programs.programs().stream()
                                .map(program -> gated(program, gate(host)))
                                .toList());
            default -> programs;
        };
    }

    private static Path gate(Host host) {
        return HostEntry.files(host.name()).resolve("gate");
    }

    private static ProgramSpec gated(ProgramSpec program, Path gate) {
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", "until [ -e " + gate + " ]; do sleep 0.05; done; exec \"$@\"", "gated"));
        command.addAll(program.command());
        return new ProgramSpec(program.name(), command, program.environment(), program.restart());
    }

    /** Half a settings file, a provider's file without a key, and none at all. */
    private static PodPrograms broken(PodPrograms programs, Host host) {
        if (host.role() != HostRole.GATEWAY) {
            return programs;
        }
        Map<Path, String> files = new HashMap<>(programs.files());
        files.replaceAll((path, text) -> switch (host.index()) {
            case 1 -> text.substring(0, text.length() / 2);
            case 2 -> text.replace("wg.conf", "half.conf");
            default -> "";
        });
        files.put(HostEntry.files(host.name()).resolve("half.conf"), "[Interface]\nAddress = 10.9.9.9/32\n[Pe");
        return new PodPrograms(files, programs.before(), programs.programs());
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
