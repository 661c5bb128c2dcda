/** JMH benchmarks of what runs between two steps, and of the way into and out of a model. */
@NullMarked
package dev.octavo.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
