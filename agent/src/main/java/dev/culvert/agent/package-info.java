/**
 * The processes inside pods: router, gateway, client. Each is the same loop: read what is, compute what should be, apply
 * the difference, report. Knows nothing of Kubernetes; its settings are a file.
 */
@NullMarked
package dev.culvert.agent;

import org.jspecify.annotations.NullMarked;
