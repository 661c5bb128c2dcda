package dev.octavo.conformance.reference;

/** Spoils a result after it was stored. */
@FunctionalInterface
interface Fault {

    void spoil(Shot shot);
}
