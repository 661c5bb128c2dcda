package dev.octavo.runtime.template.eval;

import java.util.Set;

/** The double-underscore attributes that Python objects have; templates see none of them. */
final class DunderNames {

    private static final Set<String> NAMES = Set.of(
            "__class__",
            "__doc__",
            "__init__",
            "__new__",
            "__repr__",
            "__str__",
            "__eq__",
            "__ne__",
            "__lt__",
            "__le__",
            "__gt__",
            "__ge__",
            "__hash__",
            "__getattribute__",
            "__setattr__",
            "__delattr__",
            "__dir__",
            "__format__",
            "__reduce__",
            "__reduce_ex__",
            "__sizeof__",
            "__init_subclass__",
            "__subclasshook__",
            "__getstate__");

    private DunderNames() {}

    static boolean exists(String name) {
        return NAMES.contains(name);
    }
}
