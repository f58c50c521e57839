/**
 * Whether what people asked for can be: every rule of the two resources, also those that an old API server cannot keep. Pure
 * over what is known; never asks anybody.
 */
@NullMarked
package dev.culvert.manifest.validation;

import org.jspecify.annotations.NullMarked;
