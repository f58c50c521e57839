package dev.culvert.lab;

import java.util.List;

/**
 * What is true of a laboratory now.
 *
 * @param spec what it was asked to be
 * @param hosts its hosts
 */
public record LabStatus(LabSpec spec, List<HostStatus> hosts) {}
