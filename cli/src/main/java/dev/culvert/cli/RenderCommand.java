package dev.culvert.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.render.Input;
import dev.culvert.manifest.render.RefusedResources;
import dev.culvert.manifest.render.Rendering;
import dev.culvert.manifest.render.Yaml;
import dev.culvert.model.InvalidInput;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code culvert render}. */
@Command(
        name = "render",
        description = "Prints what the operator would apply, without a cluster.",
        footer = {
            "",
            "Reads VpnGateways, VpnClients, and of everything else the workloads and network policies. A client whose workload is"
                    + " in the files gets it back with its part in it; for another, that part is printed as a comment."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done",
            " 1:something stands against the resources",
            " 2:wrong usage, or a file cannot be read"
        })
final class RenderCommand implements Callable<Integer> {
    @Option(
            names = {"-f", "--file"},
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "YAML or JSON files, folders of such, - for standard input. All are read together: they refer to each other.")
    private List<String> files = List.of();

    @Option(
            names = "--cluster-facts",
            paramLabel = "FILE",
            description = "What is known of the cluster, as YAML. Without it, as kubeadm makes one.")
    private @Nullable String facts;

    private enum Form {
        YAML,
        JSON
    }

    @Option(
            names = {"-o", "--output"},
            defaultValue = "yaml",
            paramLabel = "FORM",
            description = "yaml or json. Default: yaml.")
    private Form form = Form.YAML;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try {
            ClusterFacts cluster = facts == null
                    ? ClusterFacts.DEFAULTS
                    : ManifestFiles.facts(facts).cluster();
            var documents = new LinkedHashMap<String, List<JsonNode>>();
            ManifestFiles.texts(files).forEach((file, text) -> documents.put(file, Yaml.documents(file, text)));
            if (documents.values().stream().allMatch(List::isEmpty)) {
                complain("there is no manifest in " + String.join(", ", files) + "; name files or folders with some");
                return ExitCode.USAGE;
            }
            return render(documents, cluster);
        } catch (UncheckedIOException | InvalidInput e) {
            complain(e.getMessage());
            return ExitCode.USAGE;
        }
    }

    private int render(Map<String, List<JsonNode>> documents, ClusterFacts cluster) {
        try {
            var input = new Input();
            documents.forEach(input::add);
            Rendering rendering = Rendering.of(input, cluster);
            if (facts == null) {
                complain("no --cluster-facts: taken to be as kubeadm makes it, with its DNS at "
                        + String.join(", ", cluster.dns().addresses())
                        + "; names asked of another one leave by the node");
            }
            System.out.print(form == Form.JSON ? rendering.json() : rendering.yaml());
            return ExitCode.OK;
        } catch (InvalidInput e) {
            complain(e.getMessage());
            return ExitCode.SOFTWARE;
        } catch (RefusedResources e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCode.SOFTWARE;
        }
    }

    private void complain(@Nullable String message) {
        spec.commandLine().getErr().println("culvert: " + message);
    }
}
