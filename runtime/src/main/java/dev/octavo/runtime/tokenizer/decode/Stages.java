package dev.octavo.runtime.tokenizer.decode;

import org.jspecify.annotations.Nullable;

/** The small stages. */
final class Stages {

    private Stages() {}

    /** Joins all tokens into one. */
    static final class Fuse extends Stage {

        private final Stage next;

        Fuse(Stage next) {
            this.next = next;
        }

        @Override
        void fragment(CharSequence text) {
            next.fragment(text);
        }

        @Override
        void end() {
            // the one token ends with the sequence
        }

        @Override
        void finish() {
            next.end();
            next.finish();
        }
    }

    /** Puts a space between tokens, which is what a file without a decoder means. */
    static final class Spaced extends Stage {

        private final Stage next;
        private boolean begun;
        private boolean inside;

        Spaced(Stage next) {
            this.next = next;
        }

        @Override
        void fragment(CharSequence text) {
            open();
            next.fragment(text);
        }

        private void open() {
            if (begun && !inside) {
                next.fragment(" ");
            }
            begun = true;
            inside = true;
        }

        @Override
        void end() {
            open();
            inside = false;
        }

        @Override
        void finish() {
            next.finish();
        }
    }

    /** Turns the mark of a word into a space; at the first token it goes. */
    static final class Metaspace extends Stage {

        private final Stage next;
        private final String mark;
        private final boolean dropFirst;
        private boolean first = true;

        Metaspace(Stage next, String mark, boolean dropFirst) {
            this.next = next;
            this.mark = mark;
            this.dropFirst = dropFirst;
        }

        @Override
        void fragment(CharSequence text) {
            next.fragment(text.toString().replace(mark, first && dropFirst ? "" : " "));
        }

        @Override
        void end() {
            first = false;
            next.end();
        }

        @Override
        void finish() {
            next.finish();
        }
    }

    /** Joins word pieces. */
    static final class WordPiece extends TokenStage {

        private final String prefix;
        private final boolean cleanup;
        private boolean first = true;

        WordPiece(Stage next, String prefix, boolean cleanup) {
            super(next);
            this.prefix = prefix;
            this.cleanup = cleanup;
        }

        @Override
        void accept(String token) {
            String text = token;
            if (!first) {
                text = token.startsWith(prefix) ? token.substring(prefix.length()) : " " + token;
            }
            first = false;
            next.token(cleanup ? cleanUp(text) : text);
        }
    }

    /** Takes back the spaces that English tokenizers put before punctuation and contractions. */
    static String cleanUp(String text) {
        return text.replace(" .", ".")
                .replace(" ?", "?")
                .replace(" !", "!")
                .replace(" ,", ",")
                .replace(" ' ", "'")
                .replace(" n't", "n't")
                .replace(" 'm", "'m")
                .replace(" do not", " don't")
                .replace(" 's", "'s")
                .replace(" 've", "'ve")
                .replace(" 're", "'re");
    }

    /** Turns the mark at the end of a word into a space, but for the last token, where it goes. */
    static final class Suffix extends TokenStage {

        private final String suffix;
        private @Nullable String held;

        Suffix(Stage next, String suffix) {
            super(next);
            this.suffix = suffix;
        }

        @Override
        void accept(String token) {
            release(" ");
            int at = token.indexOf(suffix);
            if (at < 0) {
                next.token(token);
            } else {
                next.fragment(token.substring(0, at));
                held = token.substring(at);
            }
        }

        private void release(String replacement) {
            if (held != null) {
                next.fragment(held.replace(suffix, replacement));
                next.end();
                held = null;
            }
        }

        @Override
        void finish() {
            release("");
            next.finish();
        }
    }

    /** Connectionist temporal classification: repeated tokens and padding go. */
    static final class Ctc extends TokenStage {

        private final String pad;
        private final String delimiter;
        private final boolean cleanup;
        private @Nullable String previous;

        Ctc(Stage next, String pad, String delimiter, boolean cleanup) {
            super(next);
            this.pad = pad;
            this.delimiter = delimiter;
            this.cleanup = cleanup;
        }

        @Override
        void accept(String token) {
            if (token.equals(previous)) {
                return;
            }
            previous = token;
            String text = token.replace(pad, "");
            if (cleanup) {
                text = cleanUp(text).replace(delimiter, " ");
            }
            if (!text.isEmpty()) {
                next.token(text);
            }
        }
    }
}
