package dev.octavo.backend.cuda.driver;

/** Something that the driver gave out, as the binding that asked for it keeps it. */
public interface Handle {

    /** The driver's own pointer. */
    long address();
}
