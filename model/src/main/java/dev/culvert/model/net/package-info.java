/**
 * Addresses, prefixes, sets of them, and MAC addresses: the arithmetic of networks.
 * Values only; nothing here resolves a name or asks an interface.
 * It must never know what a VPN, a gateway or a client is.
 */
@NullMarked
package dev.culvert.model.net;

import org.jspecify.annotations.NullMarked;
