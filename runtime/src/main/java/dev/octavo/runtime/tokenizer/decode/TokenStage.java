package dev.octavo.runtime.tokenizer.decode;

/** A stage that needs each token whole. */
abstract class TokenStage extends Stage {

    final Stage next;
    private final StringBuilder pending = new StringBuilder();

    TokenStage(Stage next) {
        this.next = next;
    }

    @Override
    final void fragment(CharSequence text) {
        pending.append(text);
    }

    @Override
    final void end() {
        String text = pending.toString();
        pending.setLength(0);
        accept(text);
    }

    @Override
    void finish() {
        next.finish();
    }

    abstract void accept(String token);
}
