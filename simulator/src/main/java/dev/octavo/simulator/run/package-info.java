/** The discrete-event simulation: replicas that step, and the router before them. */
@NullMarked
package dev.octavo.simulator.run;

import org.jspecify.annotations.NullMarked;
