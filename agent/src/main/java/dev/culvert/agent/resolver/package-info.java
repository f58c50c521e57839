/** Unbound beside a gateway's agent: what its files say. Knows nothing of packets' ways. */
@NullMarked
package dev.culvert.agent.resolver;

import org.jspecify.annotations.NullMarked;
