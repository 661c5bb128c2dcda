/** What a step costs: roofline models of devices, and models fitted to measured steps. */
@NullMarked
package dev.octavo.simulator.device;

import org.jspecify.annotations.NullMarked;
