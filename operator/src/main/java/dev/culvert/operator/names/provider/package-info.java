/** The ways to providers of names: a name server by RFC 2136, Cloudflare's and Dynu's APIs, ExternalDNS's resource. */
@NullMarked
package dev.culvert.operator.names.provider;

import org.jspecify.annotations.NullMarked;
