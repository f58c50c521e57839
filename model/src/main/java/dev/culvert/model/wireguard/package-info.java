/**
 * A provider's own WireGuard file: read whole, judged, and rendered for {@code wg setconf}. Rules from wg(8), wg-quick(8).
 * Every problem is told at once with its line; no key, nor a part of one, is ever in a message or a toString.
 * It must never know how a tunnel is brought up, and never runs or resolves anything.
 */
@NullMarked
package dev.culvert.model.wireguard;

import org.jspecify.annotations.NullMarked;
