package dev.culvert.manifest.engine;

import dev.culvert.agent.gluetun.GluetunVersion;
import dev.culvert.agent.settings.EngineSettings;
import dev.culvert.agent.settings.EngineSettings.Gluetun.Server;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Pods;
import dev.culvert.manifest.api.Exit;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;

/**
 * gluetun in a container of its own, of the version that the exit names. Its control server listens on loopback alone, and asks
 * for a key that is made when the pod starts and is known to nobody else.
 */
record GluetunEngine(Exit.Gluetun gluetun, Access access) implements Engine {
    /** The mark that gluetun gives its WireGuard's packets, 0xca6c; OpenVPN's have none. */
    private static final int WIREGUARD_MARK = 51820;

    private static final String CONTAINER = PREFIX + "gluetun";
    private static final String ACCESS = PREFIX + "access";
    private static final String STATE = PREFIX + "gluetun";
    private static final String TUN = PREFIX + "tun";
    private static final String ROLES = "/gluetun/auth";
    private static final String KEY = "key";
    private static final String PROFILE = PREFIX + "profile";

    @Override
    public EngineSettings settings() {
        boolean wireguard = gluetun.protocol() == Exit.TunnelType.wireguard;
        return new EngineSettings.Gluetun(
                gluetun.tag(),
                "http://127.0.0.1:8000",
                "http://127.0.0.1:9999",
                asksForKey() ? Pods.SECRET + "/" + KEY : null,
                List.of("IPV4"),
                wireguard ? WIREGUARD_MARK : 0,
                gluetun.endpoints().isEmpty()
                        ? List.of(new Server("0.0.0.0/0", 0, "udp"))
                        : gluetun.endpoints().stream()
                                .map(endpoint -> new Server(endpoint.network(), endpoint.port(), endpoint.transport()))
                                .toList());
    }

    /** v3.39.0 asks nobody who he is. */
    private boolean asksForKey() {
        return version() != GluetunVersion.V3_39_0;
    }

    private GluetunVersion version() {
        return GluetunVersion.ofTag(gluetun.tag()).orElseThrow();
    }

    @Override
    public String tunnel() {
        return "tun0";
    }

    private String secret() {
        return gluetun.secretRef().name();
    }

    /** Makes the key, and the file of roles that names it; a second start keeps them, since gluetun may have read them. */
    @Override
    public List<Container> preparation(ClusterFacts cluster) {
        if (!asksForKey()) {
            return List.of();
        }
        return List.of(image(cluster)
                .withName(ACCESS)
                .withCommand("/bin/sh", "-ec", GluetunRoles.script(version(), KEY))
                .withVolumeMounts(Pods.mount(ACCESS, "/access"))
                .withSecurityContext(Pods.restricted())
                .withResources(Pods.resources("5m", "8Mi", "32Mi"))
                .build());
    }

    @Override
    public List<Container> beside(ClusterFacts cluster) {
        var security = Pods.restricted("CHOWN", "DAC_OVERRIDE", "NET_ADMIN", "NET_RAW");
        // Its programs write to /etc and /tmp; the image is not ours to change.
        security.setReadOnlyRootFilesystem(false);
        var container = image(cluster)
                .withName(CONTAINER)
                .withCommand("/bin/sh", "-c", GluetunEnvironment.start())
                .withEnv(GluetunEnvironment.of(gluetun, access).stream()
                        .map(setting -> new EnvVar(setting.name(), setting.value(), null))
                        .toList())
                .addNewEnvFrom()
                .withNewSecretRef()
                .withName(secret())
                .endSecretRef()
                .endEnvFrom()
                .withVolumeMounts(Pods.mount(STATE, "/gluetun"), Pods.mount(TUN, "/dev/net/tun"))
                .withSecurityContext(security)
                .withResources(Pods.resources("20m", "64Mi", "256Mi"));
        if (asksForKey()) {
            container.addToVolumeMounts(Pods.readOnly(ACCESS, ROLES));
        }
        if (gluetun.readsProfile()) {
            container.addToVolumeMounts(Pods.readOnly(PROFILE, GluetunEnvironment.PROFILES));
        }
        return List.of(container.build());
    }

    private ContainerBuilder image(ClusterFacts cluster) {
        return new ContainerBuilder()
                .withImage(cluster.images().gluetun() + ":" + gluetun.tag())
                .withImagePullPolicy(cluster.images().pullPolicy());
    }

    @Override
    public List<VolumeMount> agentMounts() {
        return asksForKey() ? List.of(Pods.readOnly(ACCESS, Pods.SECRET)) : List.of();
    }

    @Override
    public List<VolumeMount> lockMounts() {
        return List.of();
    }

    @Override
    public List<Volume> volumes() {
        var volumes = new ArrayList<Volume>();
        if (asksForKey()) {
            volumes.add(Pods.empty(ACCESS));
        }
        volumes.add(Pods.empty(STATE));
        volumes.add(Pods.tun(TUN));
        if (gluetun.readsProfile()) {
            volumes.add(Pods.secretFile(PROFILE, secret(), Exit.Gluetun.PROFILE_KEY, Exit.Gluetun.PROFILE_KEY));
        }
        return volumes;
    }
}
