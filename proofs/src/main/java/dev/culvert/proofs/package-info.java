/**
 * Says which test proves which acceptance case, and writes {@code docs/promises.md} from it.
 * Used by tests alone: no production code may depend on this package, and it knows nothing of what is tested.
 */
@NullMarked
package dev.culvert.proofs;

import org.jspecify.annotations.NullMarked;
