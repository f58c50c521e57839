/**
 * Who gets which address on the client network, which networks are free, and how large packets may be.
 * A plan depends on the network and on numbers alone, so growing it moves nobody.
 * It must never know which machine or pod an address is given to.
 */
@NullMarked
package dev.culvert.model.plan;

import org.jspecify.annotations.NullMarked;
