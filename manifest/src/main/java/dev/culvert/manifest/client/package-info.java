/**
 * From a VpnClient to the objects in its namespace, and what its workload's pods get. Knows nothing of how they get into a
 * cluster.
 */
@NullMarked
package dev.culvert.manifest.client;

import org.jspecify.annotations.NullMarked;
