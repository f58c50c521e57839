/**
 * How often health is asked, and how long silence is borne: all such settings, in one place, with units and defaults.
 * What they mean is written here; acting on them is not.
 * It must never know how a witness is asked.
 */
@NullMarked
package dev.culvert.model.health;

import org.jspecify.annotations.NullMarked;
