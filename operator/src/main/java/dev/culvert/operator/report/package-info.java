/** What is told of a resource: its status, its conditions, its events. Knows not what they say. */
@NullMarked
package dev.culvert.operator.report;

import org.jspecify.annotations.NullMarked;
