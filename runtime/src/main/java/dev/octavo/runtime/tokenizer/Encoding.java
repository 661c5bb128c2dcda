package dev.octavo.runtime.tokenizer;

import java.util.Arrays;

/**
 * Token ids with the type id of each, the arrays being of equal length. Owned by the receiver.
 *
 * @param ids the token ids
 * @param typeIds which sequence a token belongs to, as the model's template numbers them
 */
@SuppressWarnings("ArrayRecordComponent") // compares by content below
public record Encoding(int[] ids, int[] typeIds) {

    @Override
    public boolean equals(Object other) {
        return other instanceof Encoding encoding
                && Arrays.equals(ids, encoding.ids)
                && Arrays.equals(typeIds, encoding.typeIds);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ids) + Arrays.hashCode(typeIds);
    }

    @Override
    public String toString() {
        return "Encoding[ids=" + Arrays.toString(ids) + ", typeIds=" + Arrays.toString(typeIds) + "]";
    }
}
