/**
 * What every operator of the SPI means, in float64 and written for reading. Takes plain arrays and specs, gives plain arrays; shares no code with any backend
 * and knows nothing of memory, layouts or block tables.
 */
@NullMarked
package dev.octavo.conformance.oracle;

import org.jspecify.annotations.NullMarked;
