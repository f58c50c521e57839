package dev.culvert.lab.daemon;

import java.io.IOException;
import java.nio.file.Path;

/** Another process that has a laboratory's lock until its standard input ends, and a moment more. */
final class LockHolder {
    private LockHolder() {}

    /** Returns when it has the lock. */
    static Process start(LabHome home) throws IOException {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        home.folder().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (holder.getInputStream().read() != 'l') {
            throw new IOException("it has no lock");
        }
        return holder;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var lock = LabHome.at(Path.of(arguments[0])).lock().orElseThrow();
        System.out.print("l");
        System.out.flush();
        while (System.in.read() >= 0) {}
        Thread.sleep(200);
        lock.release();
    }
}
