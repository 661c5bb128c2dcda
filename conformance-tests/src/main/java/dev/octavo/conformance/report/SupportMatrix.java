package dev.octavo.conformance.report;

import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What backends support, side by side, out of their JSON reports. It says nothing of times, errors and numbers of cases, so it changes only when support does, or
 * when the suite gets to know a type or an operator.
 */
public final class SupportMatrix {

    private static final int LARGEST_FILE = 1 << 27;

    private SupportMatrix() {}

    /**
     * Makes the page of report files.
     *
     * @throws UserException if one of them cannot be read, or the page not be written
     */
    public static void write(Path page, List<Path> reports) {
        List<String> texts = new ArrayList<>();
        for (Path report : reports) {
            texts.add(read(report));
        }
        try {
            Files.writeString(page, of(texts));
        } catch (IOException e) {
            throw new UserException("the support matrix cannot be written to " + page + ": " + e, e);
        }
    }

    private static String read(Path report) {
        try {
            if (Files.size(report) > LARGEST_FILE) {
                throw new UserException(report + " is too large for a report");
            }
            return Files.readString(report);
        } catch (IOException e) {
            throw new UserException("the report " + report + " cannot be read: " + e, e);
        }
    }

    /**
     * The page.
     *
     * @param reports JSON reports
     * @throws UserException if one of them is none
     */
    public static String of(List<String> reports) {
        List<SupportReport> backends = reports.stream().map(SupportReport::read).toList();
        StringBuilder out = new StringBuilder();
        out.append("# What backends support\n\n");
        out.append("Made by `scripts/support-matrix` out of reports of the conformance suite; do not edit. Columns are"
                + " the type that counts most for an operator: weights, cache, input.\n\n");
        out.append(
                "yes: all cases of the suite; partly: some of them; ~ emulated; no: refused, with the reasons below.\n");
        out.append(
                "\nA heading with \"stand-in\" tells of a backend that was asked where there is no such device, on a stand-in for"
                        + " its vendor's library: it is what the backend says that it supports, and no report from hardware.\n");
        for (SupportReport backend : backends) {
            table(out, backend);
            reasons(out, backend);
        }
        return out.toString();
    }

    private static void table(StringBuilder out, SupportReport backend) {
        Set<String> types = new TreeSet<>(TypeGrid.order());
        backend.cells().values().forEach(row -> types.addAll(row.keySet()));
        out.append("\n## ").append(backend.backend()).append(backend.isStandIn() ? " (stand-in, no GPU)" : "");
        out.append("\n\n| operator |");
        types.forEach(type -> out.append(' ').append(type).append(" |"));
        out.append("\n|---|").append("---|".repeat(types.size())).append('\n');
        backend.cells().forEach((operator, row) -> {
            out.append("| ").append(operator).append(" |");
            for (String type : types) {
                Set<String> answers = row.getOrDefault(type, Set.of());
                out.append(' ').append(word(answers)).append(" |");
            }
            out.append('\n');
        });
    }

    private static String word(Set<String> answers) {
        if (answers.isEmpty()) {
            return "";
        }
        boolean some = answers.contains("native") || answers.contains("emulated");
        String yes = answers.contains("no") ? "partly" : "yes";
        return !some ? "no" : yes + (answers.contains("emulated") ? " ~" : "");
    }

    private static void reasons(StringBuilder out, SupportReport backend) {
        Map<String, Set<String>> all = new TreeMap<>(backend.reasons());
        if (all.isEmpty()) {
            return;
        }
        out.append("\n| refused or emulated | reason |\n|---|---|\n");
        all.forEach((operator, reasons) -> reasons.forEach(reason -> out.append("| ")
                .append(operator)
                .append(" | ")
                .append(reason.replace("|", "\\|").replace("<", "&lt;").replace("\n", " "))
                .append(" |\n")));
    }
}
