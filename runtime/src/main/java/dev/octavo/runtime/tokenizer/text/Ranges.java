package dev.octavo.runtime.tokenizer.text;

import java.util.Arrays;

/** A few ranges of code points, written as hexadecimal numbers such as {@code "61D 890-891"} in ascending order. Immutable. */
final class Ranges {

    private final int[] starts;
    private final int[] ends;

    Ranges(String list) {
        String[] items = list.split(" ", -1);
        starts = new int[items.length];
        ends = new int[items.length];
        for (int i = 0; i < items.length; i++) {
            int dash = items[i].indexOf('-');
            starts[i] = Integer.parseInt(dash < 0 ? items[i] : items[i].substring(0, dash), 16);
            ends[i] = dash < 0 ? starts[i] : Integer.parseInt(items[i].substring(dash + 1), 16);
        }
    }

    boolean contains(int codePoint) {
        if (codePoint < starts[0]) {
            return false;
        }
        int at = Arrays.binarySearch(starts, codePoint);
        return at >= 0 || codePoint <= ends[-at - 2];
    }
}
