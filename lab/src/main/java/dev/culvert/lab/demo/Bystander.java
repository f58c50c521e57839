package dev.culvert.lab.demo;

import dev.culvert.lab.Host;
import dev.culvert.lab.Lab;
import dev.culvert.lab.capture.CaptureReport;
import java.util.List;

/** A pod that is no client sends packets that pass the uplink; the capture must have seen them. */
final class Bystander {
    private static final String POD = "pod-1";
    private static final int PINGS = 5;

    private Bystander() {}

    /** Sends them, and closes the account of the whole run. */
    static Leaks prove(Lab lab, List<Tries> tries) {
        Host remote = lab.topology().host("remote-1");
        Host dns = lab.topology().host("dns-1");
        long before = lab.capture().bystanders();
        String pings = Integer.toString(PINGS);
        lab.exec(POD, "ping", "-c", pings, "-i", "0.1", "-W", "1", remote.v4().orElseThrow());
        lab.exec(
                POD,
                "ping",
                "-6",
                "-c",
                pings,
                "-i",
                "0.1",
                "-W",
                "1",
                remote.v6().orElseThrow());
        lab.exec(POD, "dig", "@" + dns.v4().orElseThrow(), "+time=1", "+tries=1", "remote-1");
        CaptureReport capture = lab.capture();
        return new Leaks(capture, tries, 2 * PINGS + 1, capture.bystanders() - before);
    }
}
