/**
 * The installation: what the Helm chart and the plain manifest hold, from one source. Knows nothing of gateways and clients.
 */
@NullMarked
package dev.culvert.manifest.install;

import org.jspecify.annotations.NullMarked;
