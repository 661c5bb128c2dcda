package dev.octavo.conformance.report;

import dev.octavo.spi.UserException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a JSON report says about support.
 *
 * @param backend the backend's id
 * @param isStandIn whether there was no device, but a stand-in for a vendor's library
 * @param cells operator, then type, then the answers that were given: {@code native}, {@code emulated}, {@code no}
 * @param reasons operator, then reasons of refusals and emulations, without the numbers in them
 */
record SupportReport(
        String backend,
        boolean isStandIn,
        Map<String, Map<String, Set<String>>> cells,
        Map<String, Set<String>> reasons) {

    /** What stand-ins for vendors' libraries call their device. */
    private static final String STAND_IN = "stand-in";

    /**
     * Reads a report.
     *
     * @throws UserException if it is none, or one of another version
     */
    static SupportReport read(String json) {
        Map<?, ?> tree = map(JsonReader.read(json), "the report");
        if (!ReportTree.FORMAT.equals(tree.get("format"))
                || !Double.valueOf(ReportTree.VERSION).equals(tree.get("version"))) {
            throw new UserException("this is no " + ReportTree.FORMAT + " of version " + ReportTree.VERSION);
        }
        Map<String, Map<String, Set<String>>> cells = new LinkedHashMap<>();
        Map<String, Set<String>> reasons = new LinkedHashMap<>();
        for (Object entry : list(tree.get("cases"), "cases")) {
            Map<?, ?> one = map(entry, "a case");
            List<?> types = list(one.get("dtypes"), "dtypes");
            if (types.isEmpty()) {
                continue; // It is about no operator, so it cannot be refused.
            }
            String operator = text(one, "operator");
            cells.computeIfAbsent(operator, o -> new LinkedHashMap<>())
                    .computeIfAbsent(String.valueOf(types.getFirst()), t -> new TreeSet<>())
                    .add(text(one, "support"));
            if (one.get("reason") instanceof String reason) {
                reasons.computeIfAbsent(operator, o -> new TreeSet<>()).add(general(reason));
            }
        }
        Map<?, ?> device = map(tree.get("device"), "device");
        return new SupportReport(text(device, "backend"), text(device, "name").contains(STAND_IN), cells, reasons);
    }

    /** Reasons that differ by a size only are one reason. */
    private static String general(String reason) {
        return reason.replaceAll("(?<![A-Za-z0-9_])-?\\d+(\\.\\d+)?(?![A-Za-z0-9_])", "N");
    }

    private static Map<?, ?> map(@Nullable Object value, String what) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new UserException("a report is broken: " + what + " is no object");
    }

    private static List<?> list(@Nullable Object value, String what) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new UserException("a report is broken: " + what + " is no array");
    }

    private static String text(Map<?, ?> map, String key) {
        if (map.get(key) instanceof String text) {
            return text;
        }
        throw new UserException("a report is broken: " + key + " is no text");
    }
}
