/** What the cluster is like: its networks, its DNS, its optional APIs; found, and watched. */
@NullMarked
package dev.culvert.operator.cluster;

import org.jspecify.annotations.NullMarked;
