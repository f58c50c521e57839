/** The gateway's process: closes the pod, brings up the tunnel, opens the way into it, answers routers. */
@NullMarked
package dev.culvert.agent.gateway;

import org.jspecify.annotations.NullMarked;
