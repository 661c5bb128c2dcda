package dev.octavo.server.http;

import dev.octavo.server.logging.LogContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One line for each request: no query, no header, no body, and nothing that could forge a line. */
final class AccessLog {

    static final Logger LOGGER = System.getLogger("dev.octavo.server.http");

    private static final int MAX_PATH = 200;

    private final boolean enabled;

    AccessLog(boolean enabled) {
        this.enabled = enabled;
    }

    void answered(String method, String path, int status, long bytes, long startNanos, String id) {
        if (enabled && LOGGER.isLoggable(Level.INFO)) {
            double millis = millis(startNanos);
            String line = String.format(
                    Locale.ROOT,
                    "%s %s %d bytes=%d ms=%.1f id=%s",
                    safe(method),
                    safe(path),
                    status,
                    bytes,
                    millis,
                    id);
            LogContext.Fields fields = () -> {
                Map<String, Object> all = fields(method, path, millis);
                all.put("status", status);
                all.put("bytes", bytes);
                return all;
            };
            LOGGER.log(Level.INFO, line, fields);
        }
    }

    void abandoned(String method, String path, String reason, long startNanos, String id) {
        if (enabled && LOGGER.isLoggable(Level.INFO)) {
            double millis = millis(startNanos);
            String line =
                    String.format(Locale.ROOT, "%s %s %s ms=%.1f id=%s", safe(method), safe(path), reason, millis, id);
            LogContext.Fields fields = () -> {
                Map<String, Object> all = fields(method, path, millis);
                all.put("abandoned", reason);
                return all;
            };
            LOGGER.log(Level.INFO, line, fields);
        }
    }

    private static double millis(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e6;
    }

    private static Map<String, Object> fields(String method, String path, double millis) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("method", safe(method));
        all.put("path", safe(path));
        all.put("ms", millis);
        return all;
    }

    void refused(Refusal refusal) {
        if (enabled && LOGGER.isLoggable(Level.INFO)) {
            LOGGER.log(Level.INFO, "refused a request: " + refusal.status() + " " + refusal.message());
        }
    }

    /** The text cut short, with everything but printable ASCII replaced, and braces too, which mean something in the formats of log lines. */
    static String safe(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), MAX_PATH); i++) {
            char c = text.charAt(i);
            out.append(c > ' ' && c < 0x7f && c != '{' ? c : '?');
        }
        return out.toString();
    }
}
