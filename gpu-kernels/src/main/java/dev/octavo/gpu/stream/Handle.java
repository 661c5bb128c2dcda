package dev.octavo.gpu.stream;

/** Something that the library gave out, as the binding that asked for it keeps it. */
public interface Handle {

    /** The library's own pointer or number. */
    long address();
}
