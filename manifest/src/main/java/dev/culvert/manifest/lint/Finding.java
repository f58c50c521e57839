package dev.culvert.manifest.lint;

import dev.culvert.manifest.lint.rules.Rule;
import dev.culvert.manifest.lint.tree.Place;

/**
 * A mistake that was found.
 *
 * @param rule that found it
 * @param place where
 * @param message what is wrong there
 */
public record Finding(Rule rule, Place place, String message) {}
