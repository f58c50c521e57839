package dev.culvert.lab;

import dev.culvert.lab.capture.CaptureReport;
import java.util.List;

/**
 * What is true of a laboratory now.
 *
 * @param spec what it was asked to be
 * @param hosts its hosts
 * @param capture what passed the uplink
 */
public record LabStatus(LabSpec spec, List<HostStatus> hosts, CaptureReport capture) {
    /**
     * What is true of the host of that name.
     *
     * @throws LabException if there is none
     */
    public HostStatus host(String name) {
        return hosts.stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new LabException("there is no host " + name));
    }
}
