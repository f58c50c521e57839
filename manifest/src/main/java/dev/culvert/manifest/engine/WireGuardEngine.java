package dev.culvert.manifest.engine;

import dev.culvert.agent.settings.EngineSettings;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Pods;
import dev.culvert.manifest.api.Exit;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;

/** WireGuard, run by the agent itself: by the kernel, or by wireguard-go, which needs the TUN device and a socket's folder. */
record WireGuardEngine(Exit.SecretRef ref) implements Engine {
    private static final String SECRET = PREFIX + "secret";
    private static final String SOCKETS = PREFIX + "wireguard";
    private static final String TUN = PREFIX + "tun";
    private static final String FILE = Exit.SecretRef.DEFAULT_KEY;

    @Override
    public EngineSettings settings() {
        return new EngineSettings.WireGuard(Pods.SECRET + "/" + FILE);
    }

    @Override
    public String tunnel() {
        return "wg0";
    }

    @Override
    public List<Container> preparation(ClusterFacts cluster) {
        return List.of();
    }

    @Override
    public List<Container> beside(ClusterFacts cluster) {
        return List.of();
    }

    @Override
    public List<VolumeMount> agentMounts() {
        return List.of(
                Pods.readOnly(SECRET, Pods.SECRET),
                Pods.mount(SOCKETS, "/run/wireguard"),
                Pods.mount(TUN, "/dev/net/tun"));
    }

    @Override
    public List<VolumeMount> lockMounts() {
        return List.of(Pods.readOnly(SECRET, Pods.SECRET));
    }

    @Override
    public List<Volume> volumes() {
        return List.of(Pods.secretFile(SECRET, ref.name(), ref.file(), FILE), Pods.empty(SOCKETS), Pods.tun(TUN));
    }
}
