package dev.octavo.conformance.check;

/** With what kind of numbers a case is run. */
enum Pass {
    /** Small integers, chosen so that every sum is exact in f32: bits must match. */
    EXACT,
    /** Random numbers, judged under an error bound. */
    RANDOM
}
