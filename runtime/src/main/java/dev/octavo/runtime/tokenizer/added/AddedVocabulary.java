package dev.octavo.runtime.tokenizer.added;

import dev.octavo.runtime.tokenizer.model.TokenTable;
import dev.octavo.runtime.tokenizer.normalize.NormalizedText;
import dev.octavo.runtime.tokenizer.normalize.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All added tokens of a tokenizer. Immutable and safe for use by several threads. */
public final class AddedVocabulary {

    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<Integer, AddedToken> tokens = new HashMap<>();
    private final Map<Integer, String> normalizedForms = new HashMap<>();
    private final Set<String> specials = new HashSet<>();
    private final TokenFinder inRaw;
    private final TokenFinder inNormalized;

    /**
     * The vocabulary of {@code added}, in order. A token that the model knows keeps the model's id; any other gets the next free id above
     * the model's vocabulary, whatever the file says, as in the reference.
     */
    public AddedVocabulary(List<AddedToken> added, TokenTable model, @Nullable Normalizer normalizer) {
        int next = model.distinct();
        for (AddedToken token : added) {
            if (token.content().isEmpty()) {
                continue;
            }
            int known = ids.getOrDefault(token.content(), model.id(token.content()));
            int id = known >= 0 ? known : next++;
            if (token.normalized() && normalizer != null) {
                NormalizedText text = new NormalizedText(token.content(), 0);
                normalizer.apply(text);
                if (!text.text().equals(token.content())) {
                    normalizedForms.put(id, text.text());
                }
            }
            ids.put(token.content(), id);
            tokens.put(id, token);
            if (token.special()) {
                specials.add(token.content());
            }
        }
        inRaw = finder(false);
        inNormalized = finder(true);
    }

    private TokenFinder finder(boolean normalized) {
        TokenFinder finder = new TokenFinder();
        tokens.forEach((id, token) -> {
            if (token.normalized() == normalized) {
                finder.add(normalizedForms.getOrDefault(id, token.content()), token, id);
            }
        });
        return finder;
    }

    /** Finds the tokens that stand in text as it is given. */
    public TokenFinder inRaw() {
        return inRaw;
    }

    /** Finds the tokens that stand in normalized text. */
    public TokenFinder inNormalized() {
        return inNormalized;
    }

    /** The id of the added token {@code content}, or -1. */
    public int id(String content) {
        return ids.getOrDefault(content, -1);
    }

    /** The added token of {@code id}, or null. */
    public @Nullable AddedToken token(int id) {
        return tokens.get(id);
    }

    /** What decoding puts for the added token of {@code id}: its normalized form where it has one; null where there is no such token. */
    public @Nullable String decoded(int id) {
        AddedToken token = tokens.get(id);
        return token == null ? null : normalizedForms.getOrDefault(id, token.content());
    }

    /** Whether {@code content} is the text of a special token. */
    public boolean isSpecial(String content) {
        return specials.contains(content);
    }

    /** The highest id of an added token plus one; 0 without any. */
    public int limit() {
        return tokens.keySet().stream().mapToInt(id -> id + 1).max().orElse(0);
    }
}
