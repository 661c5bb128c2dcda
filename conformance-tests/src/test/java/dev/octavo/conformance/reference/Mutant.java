package dev.octavo.conformance.reference;

import dev.octavo.spi.Backend;
import java.util.List;
import java.util.function.Function;

/**
 * A seeded fault: a backend that is right but for one thing.
 *
 * @param id short name, unique
 * @param families families of cases that look at it; the runner asks these alone, unless it is told to ask all
 * @param what what is wrong
 * @param change makes the wrong backend out of a right one
 */
record Mutant(String id, List<String> families, String what, Function<ReferenceBackend, Backend> change) {

    /** Opens the wrong backend; closing it closes the right one behind it. */
    Backend open() {
        return change.apply((ReferenceBackend) ReferenceProvider.openDefault());
    }

    @Override
    public String toString() {
        return id;
    }
}
