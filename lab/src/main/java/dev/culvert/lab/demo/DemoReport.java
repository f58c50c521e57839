package dev.culvert.lab.demo;

import dev.culvert.lab.LabSpec;
import java.util.List;

/**
 * All that the demonstration saw, and what follows from it.
 *
 * @param spec the laboratory
 * @param seconds how long it took, without the laboratory's start
 * @param findings the figures beside what was promised of them
 * @param held whether every promise held
 */
public record DemoReport(
        LabSpec spec,
        double seconds,
        Requests requests,
        List<Loss> losses,
        Darkness darkness,
        Leaks leaks,
        List<Finding> findings,
        boolean held) {

    static DemoReport of(
            LabSpec spec, double seconds, Requests requests, List<Loss> losses, Darkness darkness, Leaks leaks) {
        List<Finding> findings = Promises.judge(requests, losses, darkness, leaks);
        boolean held = findings.stream().noneMatch(finding -> finding.judgement() == Finding.Judgement.BROKEN);
        return new DemoReport(spec, seconds, requests, losses, darkness, leaks, findings, held);
    }
}
