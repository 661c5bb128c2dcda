package dev.octavo.runtime.tokenizer.decode;

/** Where decoding ends: takes whole tokens in at the first stage and gives text out behind the last. Not thread-safe. */
public final class TextSink {

    private final StringBuilder text = new StringBuilder();
    private final Stage head;

    /** A sequence that {@code decoder} decodes. */
    public TextSink(Decoder decoder) {
        head = decoder.open(new Tail());
    }

    /** Takes the next token. */
    public void token(String token) {
        head.token(token);
    }

    /** Ends the sequence. */
    public void finish() {
        head.finish();
    }

    /** The text that became certain since the last call. */
    public String drain() {
        if (text.isEmpty()) {
            return "";
        }
        String drained = text.toString();
        text.setLength(0);
        return drained;
    }

    private final class Tail extends Stage {
        @Override
        void fragment(CharSequence fragment) {
            text.append(fragment);
        }

        @Override
        void end() {
            // tokens are simply put together
        }

        @Override
        void finish() {
            // nothing is held back here
        }
    }
}
