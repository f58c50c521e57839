package dev.culvert.lab.demo;

import dev.culvert.lab.Lab;
import dev.culvert.lab.LabException;
import dev.culvert.lab.Routing;
import java.util.List;
import java.util.function.Consumer;

/** The demonstration, step by step, in a laboratory that is up and that nobody else disturbs. */
public final class Demo {
    private static final int REQUESTS = 40;
    private static final int REQUESTS_AFTER = 10;

    /** Programs that try all the time are not to take the machine's time. */
    private static final double PRYING_PAUSE = 1;

    private final Lab lab;
    private final Consumer<String> progress;

    private Demo(Lab lab, Consumer<String> progress) {
        this.lab = lab;
        this.progress = progress;
    }

    /**
     * Runs all of it.
     *
     * @param progress is told what happens, a line at a time
     */
    public static DemoReport run(Lab lab, Consumer<String> progress) {
        return new Demo(lab, progress).run();
    }

    private DemoReport run() {
        boolean spread = lab.spec().routing() == Routing.NETWORK || lab.spec().routing() == Routing.OVERLAY;
        if (spread && lab.spec().exits() < 2) {
            throw new LabException("the demonstration needs two gateways or more: say --exits 2 or more");
        }
        if (lab.spec().routing() == Routing.NETWORK && lab.spec().routers() < 2) {
            throw new LabException(
                    "the demonstration kills a router, and another must be there: say --routers 2 or more");
        }
        long start = System.nanoTime();
        try (Prying prying = Prying.start(lab, Traffic.client(lab, 2), PRYING_PAUSE)) {
            Requests requests = requests(Traffic.client(lab, 0), REQUESTS);
            progress.accept("   seen from " + requests.byExit());
            // Where each client has one exit, nothing takes over when it fails.
            List<Loss> losses = spread ? new Losses(lab, progress).all() : List.of();
            Darkness darkness = new Blackout(lab, progress, prying, client -> requests(client, REQUESTS_AFTER)).run();
            progress.accept("6. a pod that is no client sends past the tunnels, to prove that the capture sees");
            Leaks leaks = Bystander.prove(lab, prying.tries());
            double seconds = (System.nanoTime() - start) / 1e9;
            return DemoReport.of(lab.spec(), seconds, requests, losses, darkness, leaks);
        }
    }

    private Requests requests(String client, int count) {
        progress.accept("%s%d requests of %s to http://remote-1/ip"
                .formatted(count == REQUESTS ? "1. " : "   ", count, client));
        String loop = "for i in $(seq %d); do curl -s --max-time 5 http://remote-1/ip || echo; done".formatted(count);
        return Requests.of(
                client, count, lab.exec(client, "sh", "-c", loop).out().lines().toList());
    }
}
