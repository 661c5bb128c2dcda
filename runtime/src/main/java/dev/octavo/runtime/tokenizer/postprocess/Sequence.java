package dev.octavo.runtime.tokenizer.postprocess;

import java.util.Arrays;

/** Token ids and the type id of each. */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Sequence(int[] ids, int[] typeIds) {

    /** {@code ids}, all of the type {@code type}. */
    public static Sequence of(int[] ids, int type) {
        int[] types = new int[ids.length];
        Arrays.fill(types, type);
        return new Sequence(ids, types);
    }

    /** This sequence with all tokens of the type {@code type}. */
    Sequence withType(int type) {
        return of(ids, type);
    }

    /** {@code before}, this sequence and {@code after}. */
    Sequence between(int[] before, int[] after, int addedType) {
        int[] allIds = new int[before.length + ids.length + after.length];
        int[] allTypes = new int[allIds.length];
        Arrays.fill(allTypes, addedType);
        System.arraycopy(before, 0, allIds, 0, before.length);
        System.arraycopy(ids, 0, allIds, before.length, ids.length);
        System.arraycopy(typeIds, 0, allTypes, before.length, ids.length);
        System.arraycopy(after, 0, allIds, before.length + ids.length, after.length);
        return new Sequence(allIds, allTypes);
    }
}
