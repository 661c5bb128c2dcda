package dev.octavo.backend.cpu.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Different numbers of processors, or of memory nodes, in an order of their own.
 *
 * @param ids the numbers
 */
public record CpuSet(List<Integer> ids) {

    /** Linux knows no more processors than these. */
    public static final int MAX_ID = 8191;

    private static final int MAX_CHARACTERS = 1 << 16;

    /** None. */
    public static final CpuSet EMPTY = new CpuSet(List.of());

    /** Keeps a copy without repetitions. */
    public CpuSet {
        ids = ids.stream().distinct().toList();
    }

    /** The first so many numbers. */
    public static CpuSet first(int count) {
        return new CpuSet(
                IntStream.range(0, Math.min(count, MAX_ID + 1)).boxed().toList());
    }

    /** Reads a list as Linux writes it, such as {@code 0-3,8}; empty if it is none. */
    public static Optional<CpuSet> parse(String text) {
        if (text.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        if (text.isBlank()) {
            return Optional.of(EMPTY);
        }
        List<Integer> ids = new ArrayList<>();
        for (String range : text.strip().split(",", -1)) {
            if (ids.size() > 2 * MAX_ID || !addRange(range.strip(), ids)) {
                return Optional.empty();
            }
        }
        return Optional.of(new CpuSet(ids));
    }

    private static boolean addRange(String text, List<Integer> ids) {
        int dash = text.indexOf('-');
        int from = number(dash < 0 ? text : text.substring(0, dash));
        int to = dash < 0 ? from : number(text.substring(dash + 1));
        if (from < 0 || to < from) {
            return false;
        }
        for (int id = from; id <= to; id++) {
            ids.add(id);
        }
        return true;
    }

    /** A number from 0 to {@link #MAX_ID}, or -1. */
    private static int number(String text) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int value = Integer.parseInt(text);
        return value <= MAX_ID ? value : -1;
    }

    /** How many there are. */
    public int size() {
        return ids.size();
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return ids.isEmpty();
    }

    /** Those that another set has too, in this order. */
    public CpuSet and(CpuSet other) {
        return new CpuSet(ids.stream().filter(other.ids::contains).toList());
    }

    /** Those that another set has not. */
    public CpuSet without(CpuSet other) {
        return new CpuSet(ids.stream().filter(id -> !other.ids.contains(id)).toList());
    }

    /** As Linux writes it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ids.size(); i++) {
            int last = i;
            while (last + 1 < ids.size() && ids.get(last + 1) == ids.get(last) + 1) {
                last++;
            }
            text.append(text.isEmpty() ? "" : ",").append(ids.get(i));
            if (last > i) {
                text.append('-').append(ids.get(last));
            }
            i = last;
        }
        return text.toString();
    }
}
