package dev.octavo.conformance.report;

import dev.octavo.conformance.run.CaseResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Results by operator and by the type that counts most for it.
 *
 * @param columns types, the usual ones first; an empty name for cases without one
 * @param rows operators in the order of the suite, each with the types that it was tested with
 */
record TypeGrid(List<String> columns, Map<String, Map<String, Tally>> rows) {

    /** What a column without a type is called. */
    static final String NO_TYPE = "any";

    private static final List<String> USUAL =
            List.of(NO_TYPE, "f32", "f16", "bf16", "f8_e4m3", "f8_e5m2", "i8", "u8", "i32");

    static TypeGrid of(List<CaseResult> results) {
        Map<String, Map<String, List<CaseResult>>> groups = new LinkedHashMap<>();
        for (CaseResult result : results) {
            groups.computeIfAbsent(result.subject().family(), f -> new LinkedHashMap<>())
                    .computeIfAbsent(type(result), t -> new ArrayList<>())
                    .add(result);
        }
        List<String> columns = groups.values().stream()
                .flatMap(row -> row.keySet().stream())
                .distinct()
                .sorted(order())
                .toList();
        Map<String, Map<String, Tally>> rows = new LinkedHashMap<>();
        groups.forEach((family, row) -> {
            Map<String, Tally> tallies = new LinkedHashMap<>();
            row.forEach((type, group) -> tallies.put(type, Tally.of(group)));
            rows.put(family, tallies);
        });
        return new TypeGrid(columns, rows);
    }

    private static String type(CaseResult result) {
        List<String> types = result.subject().dtypes();
        return types.isEmpty() ? NO_TYPE : types.getFirst();
    }

    /** The usual types in their order, then the others by name. */
    static Comparator<String> order() {
        return Comparator.<String>comparingInt(type -> USUAL.contains(type) ? USUAL.indexOf(type) : USUAL.size())
                .thenComparing(Comparator.naturalOrder());
    }
}
