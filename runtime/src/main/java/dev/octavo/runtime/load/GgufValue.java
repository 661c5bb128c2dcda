package dev.octavo.runtime.load;

import java.lang.foreign.MemorySegment;

/** A value in a GGUF file's metadata. */
public sealed interface GgufValue {

    /** A whole number; unsigned ones of 64 bits from 2<sup>63</sup> on are {@link Real}. */
    record Whole(long value) implements GgufValue {}

    /** A number with a fraction. */
    record Real(double value) implements GgufValue {}

    /** A truth value. */
    record Flag(boolean value) implements GgufValue {}

    /** A text. */
    record Text(String value) implements GgufValue {}

    /**
     * A list, still as it stands in the file; its extent has been checked.
     *
     * @param element type of the elements
     * @param count how many
     * @param bytes the elements
     */
    record Items(GgufScalar element, long count, MemorySegment bytes) implements GgufValue {}

    /** What it is, for messages. */
    default String kind() {
        return switch (this) {
            case Whole whole -> "the number " + whole.value();
            case Real real -> "the number " + real.value();
            case Flag flag -> String.valueOf(flag.value());
            case Text text -> "the text " + BadFile.quote(text.value());
            case Items items -> "a list of " + items.count() + " values of type " + items.element();
        };
    }
}
