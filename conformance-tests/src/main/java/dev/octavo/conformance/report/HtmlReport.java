package dev.octavo.conformance.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A run as one page that needs nothing else: the JSON report inside a document that shows it. */
final class HtmlReport {

    private static final String MARK = "\"REPORT\"";

    private HtmlReport() {}

    /** The page; {@code json} is safe inside a script element as {@link Json} writes it. */
    static String of(String json) {
        String page = resource("report.html")
                .replace("/*STYLE*/", resource("report.css"))
                .replace("/*SCRIPT*/", resource("report.js"));
        int mark = page.indexOf(MARK);
        return page.substring(0, mark) + json.strip() + page.substring(mark + MARK.length());
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing from this jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
