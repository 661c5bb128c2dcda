package dev.octavo.runtime.tokenizer.postprocess;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Special tokens and sequences in a fixed order, one order for a single sequence and one for a pair. */
record Template(List<Piece> single, List<Piece> pair) implements PostProcessor {

    /** A sequence by its index, or, where {@code tokens} is not null, special tokens. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Piece(int sequence, int @Nullable [] tokens, int type) {}

    @Override
    public List<Sequence> apply(List<Sequence> sequences, boolean addSpecialTokens) {
        if (sequences.size() > 2) {
            // A template after a template, which the reference does not survive: keep what the first one made.
            return sequences;
        }
        List<Sequence> result = new ArrayList<>();
        for (Piece piece : sequences.size() == 1 ? single : pair) {
            int[] tokens = piece.tokens();
            if (tokens == null) {
                result.add(sequences.get(piece.sequence()).withType(piece.type()));
            } else if (addSpecialTokens) {
                result.add(Sequence.of(tokens, piece.type()));
            }
        }
        return result;
    }
}
