package dev.culvert.lab.bench;

import dev.culvert.lab.process.NamespacedJvm;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;

/** Part of the build: makes {@link dev.culvert.lab.culvert.AgentCommand#cache} from a short life of the router's agent. */
public final class AgentTraining {
    private static final String INSIDE = "inside";

    private AgentTraining() {}

    /** Starts itself in fresh namespaces; there it trains. */
    public static void main(String[] arguments) throws Exception {
        if (List.of(arguments).contains(INSIDE)) {
            NamespacedJvm.endWithStarter();
            AgentFootprint.train();
            Runtime.getRuntime().halt(0);
        }
        System.exit(new ProcessBuilder(NamespacedJvm.command(AgentTraining.class, List.of(INSIDE)))
                .redirectOutput(Redirect.INHERIT)
                .redirectError(Redirect.INHERIT)
                .start()
                .waitFor());
    }
}
