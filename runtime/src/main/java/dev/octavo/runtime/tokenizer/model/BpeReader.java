package dev.octavo.runtime.tokenizer.model;

import dev.octavo.runtime.tokenizer.json.Field;
import java.util.List;

/** Builds a {@link Bpe} from a tokenizer file. */
final class BpeReader {

    /** SentencePiece's word mark. */
    static final char MARK = '\u2581';

    private BpeReader() {}

    static Model read(Field field, TokenTable tokens, List<String> merges) {
        String prefix = field.string("continuing_subword_prefix", "");
        String suffix = field.string("end_of_word_suffix", "");
        PairTable pairs = new PairTable(merges.size() / 2);
        boolean cut = prefix.isEmpty() && suffix.isEmpty() && tokens.id(String.valueOf(MARK)) >= 0;
        for (int i = 0; i < merges.size(); i += 2) {
            String left = merges.get(i);
            String right = merges.get(i + 1);
            if (right.length() < prefix.length()) {
                throw field.error("merge " + i / 2 + ": \"" + right + "\" is shorter than continuing_subword_prefix");
            }
            String product = left + right.substring(prefix.length());
            pairs.put(id(field, tokens, left), id(field, tokens, right), i / 2, id(field, tokens, product));
            cut = cut && !hasInnerMark(product);
        }
        return new Bpe(tokens, pairs, symbols(field, tokens, prefix, suffix), field.flag("ignore_merges", false), cut);
    }

    private static Symbols symbols(Field field, TokenTable tokens, String prefix, String suffix) {
        Field unknown = field.optional("unk_token");
        int unknownId = unknown == null ? -1 : tokens.id(unknown.string());
        if (unknown != null && unknownId < 0 && !unknown.string().isEmpty()) {
            throw unknown.error("the unknown token \"" + unknown.string() + "\" is not in the vocabulary");
        }
        return new Symbols(
                tokens, prefix, suffix, unknownId, field.flag("fuse_unk", false), field.flag("byte_fallback", false));
    }

    private static int id(Field field, TokenTable tokens, String token) {
        int id = tokens.id(token);
        if (id < 0) {
            throw field.error("the merges name \"" + token + "\", which is not in the vocabulary");
        }
        return id;
    }

    static boolean hasInnerMark(String product) {
        for (int i = 1; i < product.length(); i++) {
            if (product.charAt(i) == MARK && product.charAt(i - 1) != MARK) {
                return true;
            }
        }
        return false;
    }
}
