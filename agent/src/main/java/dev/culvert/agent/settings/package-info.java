/**
 * The files between those who run agents and agents, as records: settings in. They hold what was declared and depend on
 * the model alone, so that whoever writes them (the operator, the laboratory) needs nothing of the agent.
 */
@NullMarked
package dev.culvert.agent.settings;

import org.jspecify.annotations.NullMarked;
