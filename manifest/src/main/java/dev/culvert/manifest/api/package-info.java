/**
 * The resources that people write, {@code culvert.dev/v1alpha1}. The CustomResourceDefinitions are generated from these
 * types, so their comments are what {@code kubectl explain} shows. Knows nothing of how a wish is fulfilled.
 */
@NullMarked
package dev.culvert.manifest.api;

import org.jspecify.annotations.NullMarked;
