/** The agent's status, for those who hold its token. */
@NullMarked
package dev.culvert.agent.page;

import org.jspecify.annotations.NullMarked;
