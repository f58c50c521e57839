package dev.culvert.lab.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.culvert.lab.LabException;
import dev.culvert.lab.process.NamespacedJvm;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** A benchmark in fresh namespaces: the side that starts it, and the program inside. */
public final class BenchProcess {
    private static final JsonMapper JSON = new JsonMapper();

    private BenchProcess() {}

    /**
     * Measures; progress goes to standard error.
     *
     * @throws LabException if it cannot be measured; standard error has said why
     */
    public static List<Row> run(Benchmark benchmark, BenchOptions options) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(NamespacedJvm.command(
                            BenchProcess.class, List.of(benchmark.name(), JSON.writeValueAsString(options))))
                    .redirectError(Redirect.INHERIT)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            String result = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new LabException("benchmark %s failed".formatted(benchmark.word()));
            }
            return JSON.readValue(result, new TypeReference<List<Row>>() {});
        } catch (IOException e) {
            throw new LabException("cannot run benchmark %s: %s".formatted(benchmark.word(), e.getMessage()), e);
        }
    }

    /** Inside. */
    public static void main(String[] arguments) throws Exception {
        NamespacedJvm.endWithStarter();
        Benchmark benchmark = Benchmark.valueOf(arguments[0]);
        Consumer<String> progress = line -> System.err.println("  " + benchmark.word() + ": " + line);
        System.out.print(text(benchmark.measure(JSON.readValue(arguments[1], BenchOptions.class), progress)));
        System.out.flush();
        // Threads of services and programs may still run; the kernel ends them with the namespaces.
        Runtime.getRuntime().halt(0);
    }

    private static String text(List<Row> rows) throws JsonProcessingException {
        return JSON.writeValueAsString(rows);
    }
}
