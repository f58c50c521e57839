@NullMarked
package dev.culvert.model;

import org.jspecify.annotations.NullMarked;
