/** The lock that CNI puts into a client's namespace: a plugin of a few lines of shell, and the agent that does the work. */
@NullMarked
package dev.culvert.agent.cni;

import org.jspecify.annotations.NullMarked;
