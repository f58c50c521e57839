/**
 * The CustomResourceDefinitions as they are installed: generated from the Java types, then made as strict as a schema can be.
 */
@NullMarked
package dev.culvert.manifest.crd;

import org.jspecify.annotations.NullMarked;
