@NullMarked
package dev.culvert.dataplane;

import org.jspecify.annotations.NullMarked;
