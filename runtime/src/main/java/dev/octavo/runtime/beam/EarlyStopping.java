package dev.octavo.runtime.beam;

/** When a search with as many finished outputs as asked for may end before its longest output does; Hugging Face's {@code early_stopping}. */
public enum EarlyStopping {
    /** Once no running output would be better than the worst finished one if it ended now ({@code false}, the default). */
    HEURISTIC,
    /** At once ({@code true}). */
    WHEN_FULL,
    /** Once no running output could become better at its best length ({@code "never"}). */
    WHEN_CERTAIN
}
