/** Which sequences compute how many tokens in the next step: queue, token budget, admission, preemption, and the batch that results. */
@NullMarked
package dev.octavo.runtime.schedule;

import org.jspecify.annotations.NullMarked;
