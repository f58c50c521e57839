package dev.culvert.agent.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.wireguard.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServersTest {
    /** RFC 6761: there never is such a name. */
    private static final Endpoint NOWHERE = Endpoint.parse("sweden.invalid:51820");

    private static final Endpoint HERE = Endpoint.parse("localhost:51820");

    @TempDir
    private Path folder;

    @Test
    void aNameIsLookedUpOnceAndRemembered() throws IOException {
        Servers found = Servers.of(List.of(HERE), folder.resolve("run"));
        assertThat(found.addresses().get(HERE)).isIn(IpAddress.parse("127.0.0.1"), IpAddress.parse("::1"));
        assertThat(Files.readString(folder.resolve("run/servers.json"))).contains("localhost");
    }

    @Test
    void whoCannotAskGoesByWhatIsRemembered() throws IOException {
        Files.writeString(folder.resolve("servers.json"), "{\"sweden.invalid\": \"192.0.2.7\"}");
        assertThat(Servers.of(List.of(NOWHERE), folder).addresses())
                .isEqualTo(Map.of(NOWHERE, IpAddress.parse("192.0.2.7")));
    }

    @Test
    void aNameThatNobodyKnowsIsRefused() throws IOException {
        Files.writeString(folder.resolve("servers.json"), "no JSON");
        assertThatThrownBy(() -> Servers.of(List.of(NOWHERE), folder))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("sweden.invalid has no address");
    }

    @Test
    void anAddressIsNotRemembered() {
        Endpoint address = Endpoint.parse("192.0.2.7:51820");
        assertThat(Servers.of(List.of(address), folder).addresses())
                .isEqualTo(Map.of(address, IpAddress.parse("192.0.2.7")));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void eachAddressHasItsTurn() {
        assertThat(next("192.0.2.1", "192.0.2.3", "192.0.2.1", "192.0.2.2")).isEqualTo("192.0.2.2");
        assertThat(next("192.0.2.3", "192.0.2.3", "192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(next("192.0.2.9", "192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(next("192.0.2.1", "192.0.2.1", "2001:db8::1")).isEqualTo("192.0.2.1");
        assertThat(next("192.0.2.1", "2001:db8::1")).isEqualTo("2001:db8::1");
        assertThat(next("192.0.2.1")).isEqualTo("192.0.2.1");
    }

    private static String next(String now, String... found) {
        return Servers.next(
                        IpAddress.parse(now),
                        Stream.of(found).map(IpAddress::parse).toList())
                .toString();
    }
}
