/**
 * The engines of tunnels: their containers, volumes and settings, the same in gateways and in sidecars.
 */
@NullMarked
package dev.culvert.manifest.engine;

import org.jspecify.annotations.NullMarked;
