/** The router's process: watches gateways, steers flows over the healthy ones, ends the flows of lost ones. */
@NullMarked
package dev.culvert.agent.router;

import org.jspecify.annotations.NullMarked;
