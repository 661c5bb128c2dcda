package dev.octavo.runtime.tokenizer.model;

import dev.octavo.runtime.tokenizer.json.Field;
import dev.octavo.runtime.tokenizer.json.TokenizerJson.Parts;
import java.util.List;

/** Reads the {@code model} of a tokenizer file. */
public final class Models {

    /** The type of SentencePiece's byte pair encoding, whose merges are implied by scores; {@code tokenizer.json} has no name for it. */
    public static final String SCORED_BPE = "ScoredBPE";

    private static final int MAX_WORD = 1 << 24;

    private Models() {}

    /** The model of {@code parts}. */
    public static Model read(Parts parts) {
        Field field = parts.model();
        TokenTable tokens = new TokenTable(parts.vocabulary());
        Field type = field.optional("type");
        String name = type == null ? guess(parts) : type.string();
        return switch (name) {
            case "BPE" -> bpe(parts, tokens);
            case "WordPiece" -> wordPiece(field, tokens);
            case "WordLevel" -> new WordLevel(tokens, field.string("unk_token", "<unk>"));
            case "Unigram" -> unigram(parts, tokens);
            case SCORED_BPE -> scoredBpe(parts, tokens);
            default -> throw field.error("unknown model \"" + name + "\"");
        };
    }

    /** Files from before the member "type" say it by what they hold. */
    private static String guess(Parts parts) {
        if (parts.vocabulary().scores() != null) {
            return "Unigram";
        }
        if (parts.merges() != null) {
            return "BPE";
        }
        return parts.model().optional("max_input_chars_per_word") == null ? "WordLevel" : "WordPiece";
    }

    private static Model bpe(Parts parts, TokenTable tokens) {
        List<String> merges = parts.merges();
        if (merges == null) {
            throw parts.model().error("a BPE model needs \"merges\"");
        }
        return BpeReader.read(parts.model(), tokens, merges);
    }

    private static Model wordPiece(Field field, TokenTable tokens) {
        Field most = field.optional("max_input_chars_per_word");
        return new WordPiece(
                tokens,
                field.string("continuing_subword_prefix", "##"),
                field.string("unk_token", "[UNK]"),
                most == null ? 100 : most.number(MAX_WORD));
    }

    private static Model scoredBpe(Parts parts, TokenTable tokens) {
        double[] scores = parts.vocabulary().scores();
        if (scores == null) {
            throw parts.model().error("a model by scores needs a vocabulary of [token, score] pairs");
        }
        Field unknown = parts.model().optional("unk_id");
        return new ScoredBpe(tokens, scores, unknown == null ? -1 : unknown.number(Integer.MAX_VALUE));
    }

    private static Model unigram(Parts parts, TokenTable tokens) {
        double[] scores = parts.vocabulary().scores();
        if (scores == null) {
            throw parts.model().error("a Unigram model needs a vocabulary of [token, score] pairs");
        }
        Field unknown = parts.model().optional("unk_id");
        int id = unknown == null ? -1 : unknown.number(Integer.MAX_VALUE);
        if (unknown != null && id >= scores.length) {
            throw unknown.error("the id " + id + " is not in the vocabulary of " + scores.length);
        }
        return new Unigram(
                tokens, parts.vocabulary().tokens(), scores, id, parts.model().flag("byte_fallback", false));
    }
}
