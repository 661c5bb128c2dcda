package dev.octavo.conformance.report;

import dev.octavo.conformance.run.CaseResult;
import dev.octavo.conformance.run.Run;
import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Writes all reports of a run. */
public final class ReportFiles {

    private ReportFiles() {}

    /**
     * Writes {@code conformance.json}, {@code .md} and {@code .html}, and gives the path of the last, which is the one to look at.
     *
     * @param repeat the command that repeats a case
     * @throws UserException if the directory cannot be written
     */
    public static Path write(Path directory, Run run, Function<CaseResult, String> repeat) {
        try {
            Files.createDirectories(directory);
            String json = Json.write(ReportTree.of(run, repeat));
            Files.writeString(directory.resolve("conformance.json"), json);
            Files.writeString(directory.resolve("conformance.md"), MarkdownReport.of(run, repeat));
            return Files.writeString(directory.resolve("conformance.html"), HtmlReport.of(json));
        } catch (IOException e) {
            throw new UserException("the reports cannot be written into " + directory + ": " + e, e);
        }
    }

    /** The JSON report alone, as text. */
    public static String json(Run run, Function<CaseResult, String> repeat) {
        return Json.write(ReportTree.of(run, repeat));
    }
}
