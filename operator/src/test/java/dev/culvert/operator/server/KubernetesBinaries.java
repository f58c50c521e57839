package dev.culvert.operator.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The server's program, which {@code dev/kubernetes} builds from Debian's source and keeps. */
final class KubernetesBinaries {
    private KubernetesBinaries() {}

    static String apiServer() throws IOException {
        Process process = new ProcessBuilder(
                        checkout().resolve("dev/kubernetes").toString(), "apiserver")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String path = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        if (path.isEmpty()) {
            throw new IllegalStateException("dev/kubernetes apiserver printed no path; what it said is above");
        }
        return path;
    }

    static Path checkout() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("dev/kubernetes"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("run this in a checkout: dev/kubernetes is not found");
            }
        }
        return folder;
    }
}
