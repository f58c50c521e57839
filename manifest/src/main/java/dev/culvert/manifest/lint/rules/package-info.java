/**
 * The rules, family by family: each with its code, its reason and its remedy beside the code that finds it. A rule only
 * looks; what is shown to whom is decided elsewhere.
 */
@NullMarked
package dev.culvert.manifest.lint.rules;

import org.jspecify.annotations.NullMarked;
