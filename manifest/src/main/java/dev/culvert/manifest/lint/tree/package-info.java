/**
 * YAML and JSON as trees of nodes that know where they were written: file, line, column and path. Pure: text in, nodes
 * out. Must never know what a manifest is.
 */
@NullMarked
package dev.culvert.manifest.lint.tree;

import org.jspecify.annotations.NullMarked;
