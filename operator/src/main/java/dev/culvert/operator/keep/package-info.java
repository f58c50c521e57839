/** Keeps what is outside Kubernetes as it is wanted: tried again until it is so, and looked at again when it is. */
@NullMarked
package dev.culvert.operator.keep;

import org.jspecify.annotations.NullMarked;
