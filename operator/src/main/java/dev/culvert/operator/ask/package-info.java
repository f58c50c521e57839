/** Questions by HTTP to whoever may never finish an answer. Knows not what is asked. */
@NullMarked
package dev.culvert.operator.ask;

import org.jspecify.annotations.NullMarked;
