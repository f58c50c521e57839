/**
 * Which gateway a flow's bucket goes to: the table that every router computes for itself and that must come out the same.
 * It depends on the membership alone, never on history, order or the machine.
 * It must never know how a flow finds its bucket, nor who decides that a gateway is healthy.
 */
@NullMarked
package dev.culvert.model.buckets;

import org.jspecify.annotations.NullMarked;
