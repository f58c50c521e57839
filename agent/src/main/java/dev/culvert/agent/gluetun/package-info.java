/**
 * Reads what a gluetun container says of its tunnel, over its control and health servers, in every version from v3.39 on.
 * It must never know whether the exit is fit for traffic: that takes a packet of our own, and is judged elsewhere. It never
 * asks for gluetun's settings, which hold keys in clear, and never changes anything in gluetun.
 */
@NullMarked
package dev.culvert.agent.gluetun;

import org.jspecify.annotations.NullMarked;
