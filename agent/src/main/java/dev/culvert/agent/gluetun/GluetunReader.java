package dev.culvert.agent.gluetun;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks one gluetun. Every method blocks, a few times {@code timeout} at the most, and throws nothing: failure is an answer. */
public final class GluetunReader {

    private static final String STATUS = "/v1/vpn/status";
    private static final String PUBLIC_IP = "/v1/publicip/ip";

    private final URI control;
    private final URI health;
    private final GluetunAccess access;
    private final GluetunVersion version;
    private final PageReader pages;

    /**
     * @param control the control server, such as {@code http://127.0.0.1:8000}
     * @param health the health server, such as {@code http://127.0.0.1:9999}; it gets no credentials
     * @param timeout for connecting and for each read
     */
    public GluetunReader(URI control, URI health, GluetunAccess access, GluetunVersion version, Duration timeout) {
        this.control = control;
        this.health = health;
        this.access = access;
        this.version = version;
        this.pages = new PageReader(timeout);
    }

    /** All that gluetun says, joined: running, its health page 200, and its public address known. */
    public EngineState read() {
        return switch (status()) {
            case Answer.Said<VpnStatus>(VpnStatus status) ->
                status == VpnStatus.RUNNING ? running() : new EngineState.NoTunnel(status);
            case Answer.Unreachable<VpnStatus>(String why) -> new EngineState.Unreachable(why);
            case Answer.Unauthorised<VpnStatus>(String remedy) -> new EngineState.Unauthorised(remedy);
            case Answer.Failed<VpnStatus>(String why) -> new EngineState.NotUnderstood(why);
        };
    }

    /** What the VPN loop does. */
    public Answer<VpnStatus> status() {
        return ask(STATUS).then(ControlBody::status);
    }

    /** The exit's public address; empty while gluetun does not know it. */
    public Answer<Optional<String>> publicIp() {
        return ask(PUBLIC_IP).then(ControlBody::publicIp);
    }

    /** The ports that the provider forwards to this tunnel; none is an empty list. */
    public Answer<List<Integer>> forwardedPorts() {
        return ask(version.portForwardPath()).then(ControlBody::forwardedPorts);
    }

    /** The health page: empty when it says healthy, else its complaint. From v3.41 on it may be three minutes behind. */
    public Answer<Optional<String>> complaint() {
        try {
            PageReader.Page page = pages.get(health.resolve("/"), new GluetunAccess.None());
            return new Answer.Said<>(
                    page.status() == HttpURLConnection.HTTP_OK
                            ? Optional.empty()
                            : Optional.of(page.status() + " " + OneLine.of(page.text())));
        } catch (IOException e) {
            return new Answer.Unreachable<>(silent(health, "HEALTH_SERVER_ADDRESS", e));
        }
    }

    private EngineState running() {
        return switch (complaint()) {
            case Answer.Said<Optional<String>>(Optional<String> complaint) ->
                complaint
                        .<EngineState>map(text -> new EngineState.Unproven("its health check fails: " + text))
                        .orElseGet(this::healthy);
            case Answer.Unreachable<Optional<String>>(String why) -> new EngineState.Unproven(why);
            case Answer.Unauthorised<Optional<String>>(String remedy) -> new EngineState.Unauthorised(remedy);
            case Answer.Failed<Optional<String>>(String why) -> new EngineState.Unproven(why);
        };
    }

    private EngineState healthy() {
        return switch (publicIp()) {
            case Answer.Said<Optional<String>>(Optional<String> ip) ->
                ip.<EngineState>map(EngineState.Running::new)
                        .orElseGet(() -> new EngineState.Unproven("it does not know its public address"));
            case Answer.Unreachable<Optional<String>>(String why) -> new EngineState.Unreachable(why);
            case Answer.Unauthorised<Optional<String>>(String remedy) -> new EngineState.Unauthorised(remedy);
            case Answer.Failed<Optional<String>>(String why) -> new EngineState.Unproven(why);
        };
    }

    private Answer<String> ask(String path) {
        PageReader.Page page;
        try {
            page = pages.get(control.resolve(path), access);
        } catch (IOException e) {
            return new Answer.Unreachable<>(silent(control.resolve(path), "HTTP_CONTROL_SERVER_ADDRESS", e));
        }
        return switch (page.status()) {
            case HttpURLConnection.HTTP_OK -> new Answer.Said<>(page.text());
            case HttpURLConnection.HTTP_UNAUTHORIZED -> new Answer.Unauthorised<>(remedy(page.from()));
            default ->
                new Answer.Failed<>("gluetun answered %d to GET %s: %s"
                        .formatted(page.status(), page.from(), OneLine.of(page.text())));
        };
    }

    private static String silent(URI asked, String setting, IOException e) {
        String why =
                e instanceof SocketTimeoutException ? "no answer in time" : OneLine.of(String.valueOf(e.getMessage()));
        return "gluetun cannot be asked at %s (%s): is it running, and is %s set to this address?"
                .formatted(asked, why, setting);
    }

    /** Names only routes that this version knows, because one that it does not know makes gluetun exit. */
    private String remedy(URI refused) {
        return """
                gluetun answered 401 to GET %s, asked with auth "%s": give it a role in /gluetun/auth/config.toml with \
                auth = "%s", the same credentials as ours, and routes = ["GET %s", "GET %s", "GET %s"]""".formatted(
                        refused.getPath(),
                        access.auth(),
                        access.auth(),
                        STATUS,
                        PUBLIC_IP,
                        refused.getPath().equals(STATUS) || refused.getPath().equals(PUBLIC_IP)
                                ? version.portForwardPath()
                                : refused.getPath());
    }
}
