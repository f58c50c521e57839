/**
 * From what the user asks for to Kubernetes objects: pure functions, the same for the operator and for {@code culvert
 * render}. Never talks to an API server.
 */
@NullMarked
package dev.culvert.manifest;

import org.jspecify.annotations.NullMarked;
