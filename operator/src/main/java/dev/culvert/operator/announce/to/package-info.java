/** The ways to those who are told a port: programs, objects of the API server, hooks. */
@NullMarked
package dev.culvert.operator.announce.to;

import org.jspecify.annotations.NullMarked;
