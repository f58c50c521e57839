/**
 * Finds in manifests what would leak or break: documents with places in, findings out. Pure; the files are read and the
 * findings shown by the command line.
 */
@NullMarked
package dev.culvert.manifest.lint;

import org.jspecify.annotations.NullMarked;
