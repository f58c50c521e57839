/**
 * What the user asks for, as values and rules: addresses, plans, tables, settings.
 * Everything here is pure: the same arguments give the same value on every machine.
 * It must never know of the kernel, files, clocks, threads or Kubernetes.
 */
@NullMarked
package dev.culvert.model;

import org.jspecify.annotations.NullMarked;
