package dev.octavo.backend.cpu.ffi;

/** What multiplies tiles of numbers, see {@code native/tiles.h}. */
enum Tiles {
    /** Nothing. */
    NONE("", 0),
    /** The processor's matrix unit (AMX). */
    PROCESSOR("", 1),
    /** Plain C, which does step by step what a matrix unit does. */
    IN_C("_in_c", 2);

    private final String suffix;
    private final int code;

    Tiles(String suffix, int code) {
        this.suffix = suffix;
        this.code = code;
    }

    /** The name of a function in C that uses them. */
    String name(String function) {
        return function + suffix;
    }

    /** As C counts them. */
    int code() {
        return code;
    }
}
