/**
 * The operator: watches the resources, and applies what {@code manifest} computes from them. Knows nothing of packets; what an
 * agent does it learns from the agent's status.
 */
@NullMarked
package dev.culvert.operator;

import org.jspecify.annotations.NullMarked;
