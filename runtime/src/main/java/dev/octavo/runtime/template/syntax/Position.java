package dev.octavo.runtime.template.syntax;

/** Lines and columns (from 1) of offsets that mostly grow. */
final class Position {

    private final String source;
    private int lineStart;
    private int lineEnd;
    private int line = 1;

    Position(String source) {
        this.source = source;
        this.lineEnd = endOfLine();
    }

    private int endOfLine() {
        int end = source.indexOf('\n', lineStart);
        return end < 0 ? Integer.MAX_VALUE : end;
    }

    int line(int offset) {
        advance(offset);
        return line;
    }

    int column(int offset) {
        advance(offset);
        return offset - lineStart + 1;
    }

    private void advance(int offset) {
        if (offset < lineStart) {
            lineStart = 0;
            line = 1;
            lineEnd = endOfLine();
        }
        while (lineEnd < offset) {
            line++;
            lineStart = lineEnd + 1;
            lineEnd = endOfLine();
        }
    }
}
