package dev.octavo.server.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lines for machines: one JSON object each, with {@code ts}, {@code level}, {@code logger}, {@code thread}, {@code message} and, where there is one, {@code request_id}, the fields that the
 * line was logged with, and {@code error}.
 */
final class JsonLines extends Formatter {

    private final JsonMapper json = JsonMapper.shared();

    @Override
    public String format(LogRecord record) {
        ObjectNode line = json.createObjectNode();
        line.put("ts", record.getInstant().toString());
        line.put("level", LogLevel.name(record.getLevel()));
        line.put("logger", record.getLoggerName());
        line.put("thread", record.getLongThreadID());
        line.put("message", formatMessage(record));
        if (LogContext.REQUEST_ID.isBound()) {
            line.put("request_id", LogContext.REQUEST_ID.get());
        }
        Object[] parameters = record.getParameters();
        if (parameters != null && parameters.length > 0 && parameters[0] instanceof LogContext.Fields named) {
            named.fields().forEach(line::putPOJO);
        }
        if (record.getThrown() != null) {
            StringWriter trace = new StringWriter();
            record.getThrown().printStackTrace(new PrintWriter(trace, true));
            line.put("error", trace.toString());
        }
        return json.writeValueAsString(line) + System.lineSeparator();
    }
}
