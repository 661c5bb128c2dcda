package dev.octavo.backend.cpu.ffi;

/** What multiplies tiles of numbers, see {@code native/tiles.h}. */
enum Tiles {
    /** Nothing. */
    NONE(""),
    /** The processor's matrix unit (AMX). */
    PROCESSOR(""),
    /** Plain C, which does step by step what a matrix unit does. */
    IN_C("_in_c");

    private final String suffix;

    Tiles(String suffix) {
        this.suffix = suffix;
    }

    /** The name of a function in C that uses them. */
    String name(String function) {
        return function + suffix;
    }

    /** As C counts them. */
    int code() {
        return ordinal();
    }
}
