/** An nftables table as text in the kernel's own listing form, and the script that turns one into another. */
@NullMarked
package dev.culvert.dataplane.nft;

import org.jspecify.annotations.NullMarked;
