package dev.octavo.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        TextTable table = new TextTable("A", "LONG HEADING");
        table.row("wide cell", "x");
        StringWriter out = new StringWriter();
        table.print(new PrintWriter(out));
        assertThat(out.toString().lines()).containsExactly("A          LONG HEADING", "wide cell  x");
    }
}
