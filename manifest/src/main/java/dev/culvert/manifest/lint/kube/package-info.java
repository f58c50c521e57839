/**
 * What linted documents say about VPNs in a cluster: pods, networks, policies, gluetun's settings, and how they refer to
 * each other across files. Knows the shapes of manifests; never what is a mistake in them.
 */
@NullMarked
package dev.culvert.manifest.lint.kube;

import org.jspecify.annotations.NullMarked;
