/**
 * Whether an exit is fit for new flows: three witnesses (the gateway's pod, its engine, a packet through its tunnel)
 * joined into one verdict, as a state machine that is fed events and told the time. It must never know sockets, threads,
 * a clock, or what the router does with the verdict.
 */
@NullMarked
package dev.culvert.agent.health;

import org.jspecify.annotations.NullMarked;
