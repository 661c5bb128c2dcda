package dev.octavo.server.cli;

import dev.octavo.runtime.quantize.QuantizationReport;
import java.util.Locale;
import java.util.stream.Collectors;

/** A quantisation in a line for people. */
final class QuantizationLine {

    private QuantizationLine() {}

    static String of(QuantizationReport report) {
        String where = switch (report.origin()) {
            case CACHED -> "mapped from " + report.file().orElseThrow();
            case WRITTEN ->
                String.format(
                        Locale.ROOT,
                        "made in %.1f s and kept in %s",
                        report.time().toMillis() / 1e3,
                        report.file().orElseThrow());
            case MEMORY ->
                String.format(
                        Locale.ROOT, "made in %.1f s, in memory", report.time().toMillis() / 1e3);
        };
        String kept = report.kept().entrySet().stream()
                .map(entry -> "; " + entry.getValue() + " kept: " + entry.getKey())
                .collect(Collectors.joining());
        return report.type().label() + ", " + report.tensors() + " tensors of " + ByteSize.readable(report.bytes())
                + ", " + where + kept;
    }
}
