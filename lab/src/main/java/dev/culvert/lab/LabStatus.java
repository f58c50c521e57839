package dev.culvert.lab;

import dev.culvert.lab.capture.CaptureReport;
import java.util.List;
import java.util.Map;

/**
 * What is true of a laboratory now.
 *
 * @param spec what it was asked to be
 * @param hosts its hosts
 * @param flows through each tunnel, by its holder's name, where no router counts them
 * @param capture what passed the uplink
 */
public record LabStatus(LabSpec spec, List<HostStatus> hosts, Map<String, Long> flows, CaptureReport capture) {
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
