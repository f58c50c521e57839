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
public record LabStatus(LabSpec spec, List<HostStatus> hosts, CaptureReport capture) {}
