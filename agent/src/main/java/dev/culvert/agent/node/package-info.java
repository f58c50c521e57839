/** A node's part of client networks: bridges, the VXLAN that joins them, and the lock that CNI puts into clients. */
@NullMarked
package dev.culvert.agent.node;

import org.jspecify.annotations.NullMarked;
