package dev.culvert.operator.report;

import java.util.List;

/**
 * What a pass found.
 *
 * @param status the resource's whole status
 * @param transitions the conditions that changed
 */
public record Report<S>(S status, List<Conditions.Transition> transitions) {}
