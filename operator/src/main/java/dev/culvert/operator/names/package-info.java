/**
 * The healthy exits' addresses under names in DNS: which, whose, and what must change. Pure, but for {@link Publishing},
 * which tries. Knows nothing of gateways' pods.
 */
@NullMarked
package dev.culvert.operator.names;

import org.jspecify.annotations.NullMarked;
