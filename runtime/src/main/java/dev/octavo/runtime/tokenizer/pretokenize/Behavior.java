package dev.octavo.runtime.tokenizer.pretokenize;

import dev.octavo.runtime.tokenizer.json.Field;

/** What becomes of the delimiters that a text is split at. */
enum Behavior {
    /** They go. */
    REMOVED,
    /** Each is a segment of its own. */
    ISOLATED,
    /** Each ends the segment before it. */
    MERGED_WITH_PREVIOUS,
    /** Each starts the segment after it. */
    MERGED_WITH_NEXT,
    /** Neighbouring ones form one segment. */
    CONTIGUOUS;

    static Behavior read(Field field) {
        String name = field.string();
        return switch (name) {
            case "Removed" -> REMOVED;
            case "Isolated" -> ISOLATED;
            case "MergedWithPrevious" -> MERGED_WITH_PREVIOUS;
            case "MergedWithNext" -> MERGED_WITH_NEXT;
            case "Contiguous" -> CONTIGUOUS;
            default -> throw field.error("unknown behavior \"" + name + "\"");
        };
    }
}
