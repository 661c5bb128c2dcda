/** What a simulation shows: JSON, and curves in one HTML file. */
@NullMarked
package dev.octavo.simulator.report;

import org.jspecify.annotations.NullMarked;
