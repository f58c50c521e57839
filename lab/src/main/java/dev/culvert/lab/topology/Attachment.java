package dev.culvert.lab.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.culvert.lab.Host;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.Programs;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One interface of a pod, made by a real CNI plugin as Multus or a container runtime would have it made.
 *
 * @param pod the pod
 * @param node the machine in whose namespace the plugin runs
 * @param port the interface's name in the pod
 * @param network the network's configuration; its {@code type} names the plugin
 */
public record Attachment(Host pod, Host node, String port, Map<String, Object> network) {
    /** Where Debian's containernetworking-plugins has them. */
    public static final Path PLUGINS = Path.of("/usr/lib/cni");

    private static final JsonMapper JSON = new JsonMapper();

    /** The version of the CNI specification that configurations are written in. */
    private static final String CNI_VERSION = "1.0.0";

    public Attachment {
        network = Map.copyOf(network);
    }

    static Attachment of(Host pod, Host node, String port, String name, Map<String, Object> network) {
        var whole = new LinkedHashMap<String, Object>(network);
        whole.put("cniVersion", CNI_VERSION);
        whole.put("name", name);
        return new Attachment(pod, node, port, whole);
    }

    /** Makes the interface. */
    public void add() {
        call("ADD");
    }

    /** Removes the interface; one that is gone already is fine, as CNI demands. */
    public void delete() {
        call("DEL");
    }

    private void call(String verb) {
        List<String> command = List.of(
                "nsenter",
                "--net=" + HostEntry.namespace(node.name()),
                "env",
                "CNI_COMMAND=" + verb,
                "CNI_CONTAINERID=" + pod.name(),
                "CNI_NETNS=" + HostEntry.namespace(pod.name()),
                "CNI_IFNAME=" + port,
                "CNI_PATH=" + PLUGINS,
                PLUGINS.resolve((String) network.getOrDefault("type", "")).toString());
        Programs.require(command, configuration());
    }

    /** The network's configuration as the plugin reads it. */
    String configuration() {
        try {
            return JSON.writeValueAsString(network);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
