package dev.culvert.agent.gateway;

import dev.culvert.agent.resolver.ResolverFiles;
import dev.culvert.agent.settings.NamesSettings;
import dev.culvert.agent.settings.ResolverSettings;
import dev.culvert.agent.settings.SidecarSettings;
import dev.culvert.dataplane.ClientPlan;
import dev.culvert.dataplane.LocalWays;
import dev.culvert.dataplane.OwnResolver;
import dev.culvert.dataplane.Passage;
import dev.culvert.model.net.IpAddress;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A client with the tunnel in its own namespace. */
public final class SidecarPod implements TunnelPod {
    private final SidecarSettings settings;
    private final TunnelEngine engine;
    private final LocalWays ways;

    /**
     * Reads the provider's file.
     *
     * @throws IOException if it cannot be read
     * @throws dev.culvert.model.InvalidInput if it cannot be used
     */
    public SidecarPod(SidecarSettings settings) throws IOException {
        this.settings = settings;
        engine = TunnelEngine.of(settings);
        ways = TunnelPod.ways(settings, engine);
        // What cannot be used is refused now, before anything is touched.
        plans(OptionalInt.empty());
    }

    @Override
    public TunnelPlans plans(OptionalInt given) {
        var plan = new ClientPlan.Sidecar(
                settings.tunnel(),
                engine.families(),
                engine.endpoints(),
                engine.mark(),
                settings.uplink(),
                settings.localNetworks(),
                ways,
                pagePort(),
                settings.ports().stream()
                        .flatMap(port -> port.forward(given).stream())
                        .toList(),
                ownResolver());
        List<Passage> passages = engine.hasOwnFirewall() ? plan.passages() : List.of();
        return new TunnelPlans(
                settings.tunnel(),
                plan.lock().withPassages(passages),
                plan.open().withPassages(passages));
    }

    private Optional<OwnResolver> ownResolver() {
        NamesSettings names = settings.names();
        ResolverSettings resolver = settings.resolver();
        return names == null || resolver == null
                ? Optional.empty()
                : Optional.of(new OwnResolver(names.redirect(), resolver.spec()));
    }

    @Override
    public void writeFiles() throws IOException {
        ResolverSettings resolver = settings.resolver();
        if (resolver != null) {
            ResolverFiles.writeOwn(resolver, folder());
        }
    }

    @Override
    public SidecarSettings settings() {
        return settings;
    }

    @Override
    public String role() {
        return "sidecar";
    }

    @Override
    public TunnelEngine engine() {
        return engine;
    }

    @Override
    public Optional<IpAddress> heartbeatAddress() {
        return Optional.empty();
    }
}
