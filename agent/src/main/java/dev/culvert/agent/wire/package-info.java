/** The packets that agents send, as bytes: pure, and knowing nothing of sockets. */
@NullMarked
package dev.culvert.agent.wire;

import org.jspecify.annotations.NullMarked;
