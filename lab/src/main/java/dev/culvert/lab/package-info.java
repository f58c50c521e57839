@NullMarked
package dev.culvert.lab;

import org.jspecify.annotations.NullMarked;
