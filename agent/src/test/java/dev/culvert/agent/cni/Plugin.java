package dev.culvert.agent.cni;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The plugin that the agent has installed, as a container runtime calls it for the interface {@code net1}. */
public final class Plugin {
    private final Path folder;

    /** In the runtime's folder of plugins. */
    public Plugin(Path folder) {
        this.folder = folder;
    }

    /** What it said. */
    public record Answer(int code, String output) {}

    /** Calls it for the namespace of that name. */
    public Answer call(String command, String namespace, String configuration)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(folder.resolve("culvert-lock").toString());
        builder.environment().put("CNI_COMMAND", command);
        builder.environment().put("CNI_CONTAINERID", "c0ffee");
        builder.environment().put("CNI_NETNS", "/run/netns/" + namespace);
        builder.environment().put("CNI_IFNAME", "net1");
        Process plugin = builder.redirectErrorStream(true).start();
        try (var input = plugin.getOutputStream()) {
            input.write(configuration.getBytes(StandardCharsets.UTF_8));
        } catch (IOException notRead) {
            // DEL and VERSION do not read it.
        }
        String output = new String(plugin.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(plugin.waitFor(), output);
    }
}
