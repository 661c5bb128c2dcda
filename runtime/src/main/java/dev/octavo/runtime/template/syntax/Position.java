package dev.octavo.runtime.template.syntax;

/** Lines and columns (from 1) of offsets that mostly grow. */
final class Position {

    private final String source;
    private int lineStart;
    private int line = 1;
    private int seen;

    Position(String source) {
        this.source = source;
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
            seen = 0;
        }
        for (int i = source.indexOf('\n', Math.max(seen, lineStart));
                i >= 0 && i < offset;
                i = source.indexOf('\n', i + 1)) {
            line++;
            lineStart = i + 1;
        }
        seen = Math.max(lineStart, Math.min(offset, source.length()));
    }
}
