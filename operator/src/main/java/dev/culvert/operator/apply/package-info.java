/** Objects of ours on the API server: compared, and written only where they differ. Knows no resource of ours. */
@NullMarked
package dev.culvert.operator.apply;

import org.jspecify.annotations.NullMarked;
