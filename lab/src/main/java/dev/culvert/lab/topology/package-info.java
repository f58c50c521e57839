/**
 * What the laboratory is made of: hosts, addresses, links, as values that print like what an operator would type.
 * Pure but for {@code Builder}, which runs them. Knows nothing of tunnels' health, flows or clients' programs.
 */
@NullMarked
package dev.culvert.lab.topology;

import org.jspecify.annotations.NullMarked;
