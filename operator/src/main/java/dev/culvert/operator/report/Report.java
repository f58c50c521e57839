package dev.culvert.operator.report;

import java.util.List;

/**
 * What a pass found.
 *
 * @param status the resource's whole status
 * @param happenings what has changed, conditions first
 */
public record Report<S>(S status, List<Happening> happenings) {}
