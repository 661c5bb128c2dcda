package dev.octavo.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LinesTest {

    private static LogRecord record(String message) {
        LogRecord record = new LogRecord(Level.WARNING, message);
        record.setLoggerName("dev.octavo.some.where");
        return record;
    }

    @Test
    void aTextLineHasLevelLoggerAndMessage() {
        assertThat(new TextLines().format(record("it rains")))
                .contains(" WARN  where: it rains")
                .endsWith(System.lineSeparator());
    }

    @Test
    void aJsonLineIsOneObjectWhateverTheMessage() {
        LogRecord record = record("two\nlines and \"quotes\"");
        record.setThrown(new IllegalStateException("why"));
        String line = new JsonLines().format(record);
        assertThat(line.strip().lines()).hasSize(1);
        JsonNode json = JsonMapper.shared().readTree(line);
        assertThat(json.get("message").asString()).isEqualTo("two\nlines and \"quotes\"");
        assertThat(json.get("level").asString()).isEqualTo("WARN");
        assertThat(json.get("error").asString()).contains("IllegalStateException: why");
    }
}
