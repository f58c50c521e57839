/** What Culvert itself runs in each host of a laboratory: the same programs and files as in pods. */
@NullMarked
package dev.culvert.lab.culvert;

import org.jspecify.annotations.NullMarked;
