package dev.culvert.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.agent.gateway.GatewayAgent;
import dev.culvert.agent.settings.EngineSettings;
import dev.culvert.agent.settings.NodeSettings;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.agent.settings.SidecarSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents that cannot start, each in a network of its own: a pod is closed then, and a machine is not. */
@Timeout(60)
class MainIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"router", "gateway", "sidecar", "lock", "client"})
    void aPodWhoseSettingsCannotBeReadIsClosed(String role) throws Exception {
        assertThat(tablesAfter(role))
                .contains(
                        "cannot be read",
                        "exit 1",
                        "table inet culvert_sealed",
                        "type filter hook output",
                        "policy drop");
    }

    /** It is tried again in the same namespace, where it asks for its tunnel's servers. */
    @ParameterizedTest
    @CsvSource({"gateway,true", "lock,true", "sidecar,false", "client,false", "router,false"})
    void whoeverAsksForNamesBeforeAnApplicationRunsGoesOnAsking(String role, boolean asks) throws Exception {
        Path resolvers = Files.writeString(folder.resolve("resolv.conf"), "nameserver 192.0.2.53\n");
        String tables = run(
                Main.class,
                "mount --bind %s /etc/resolv.conf; \"$@\"; nft list ruleset".formatted(resolvers),
                role,
                "/absent/settings.json");
        assertThat(tables).contains("culvert_sealed");
        assertThat(tables.contains("ip daddr 192.0.2.53 th dport 53 accept")).isEqualTo(asks);
    }

    /** After its node's start a pod is there again with the files that it had. */
    @Test
    void aPodThatIsMadeAnewIsNotReadyForWhatItsAgentSaidBefore() throws Exception {
        Path status = Files.writeString(folder.resolve(GatewayAgent.STATUS), "{\"ready\" : true}");
        Path settings = Files.writeString(
                folder.resolve("sidecar.json"),
                SettingsFile.write(new SidecarSettings(
                        "app-0",
                        "eth0",
                        List.of("10.0.0.0/8"),
                        "culvert",
                        new EngineSettings.None(),
                        List.of("192.0.2.1"),
                        folder.toString(),
                        null,
                        List.of(),
                        null,
                        null)));
        assertThat(run(Main.class, "\"$@\"; echo exit $?; nft list tables", "lock", settings.toString()))
                .contains("exit 0", "culvert_lock");
        assertThat(status).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"node", "nodes"})
    void theNodesOwnNetworkIsLeftAsItWas(String role) throws Exception {
        assertThat(tablesAfter(role)).contains("exit 1").doesNotContain("table");
    }

    /** An earlier version closed it. */
    @Test
    void aNodeThatWasClosedIsOpenedAgain() throws Exception {
        Path settings = Files.writeString(
                folder.resolve("node.json"),
                SettingsFile.write(new NodeSettings(List.of(), List.of(), null, folder.toString())));
        String sealed = "nft list tables | grep sealed";
        assertThat(run(
                        Main.class,
                        "nft add table inet culvert_sealed; %1$s; \"$@\" & for n in $(seq 100); do %1$s >/dev/null || break; sleep 0.1; done; echo then; %1$s; kill -9 $!"
                                .formatted(sealed),
                        "node",
                        settings.toString()))
                .containsPattern("(?s)table inet culvert_sealed.*then")
                .doesNotContainPattern("(?s)then.*sealed");
    }

    /** As an agent whose second thread has a defect. */
    static final class WithADefect {
        private WithADefect() {}

        static void main(String[] arguments) {
            Thread.ofPlatform().daemon().name("doomed").start(() -> {
                while (Thread.getDefaultUncaughtExceptionHandler() == null) {
                    Thread.onSpinWait();
                }
                throw new IllegalStateException("of this test");
            });
            Main.main(arguments);
        }
    }

    /** Whatever that thread did, nobody would do it any more; the container is started anew. */
    @Test
    void anAgentEndsWithAnyOfItsThreads() throws Exception {
        Path settings = Files.writeString(
                folder.resolve("node.json"),
                SettingsFile.write(new NodeSettings(List.of(), List.of(), null, folder.toString())));
        assertThat(run(WithADefect.class, "\"$@\"; echo exit $?", "node", settings.toString()))
                .contains("thread doomed", "IllegalStateException: of this test", "exit 1");
    }

    private static String tablesAfter(String role) throws Exception {
        return run(Main.class, "\"$@\"; echo exit $?; nft list ruleset", role, "/absent/settings.json");
    }

    private static String run(Class<?> program, String script, String role, String settings) throws Exception {
        var command = new ArrayList<>(List.of("unshare", "--net", "--mount", "sh", "-c", script, "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(role, "--settings", settings));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
