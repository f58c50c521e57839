/**
 * The services that the remotes on the laboratory's internet offer, and who was seen there.
 * Knows sockets only, never where a packet came from before it arrived.
 */
@NullMarked
package dev.culvert.lab.service;

import org.jspecify.annotations.NullMarked;
