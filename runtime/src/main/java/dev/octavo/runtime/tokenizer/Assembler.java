package dev.octavo.runtime.tokenizer;

import dev.octavo.runtime.tokenizer.added.AddedToken;
import dev.octavo.runtime.tokenizer.added.AddedVocabulary;
import dev.octavo.runtime.tokenizer.decode.Decoders;
import dev.octavo.runtime.tokenizer.decode.TokenBytes;
import dev.octavo.runtime.tokenizer.json.Field;
import dev.octavo.runtime.tokenizer.json.TokenizerJson.Parts;
import dev.octavo.runtime.tokenizer.json.TokenizerLimits;
import dev.octavo.runtime.tokenizer.model.Model;
import dev.octavo.runtime.tokenizer.model.Models;
import dev.octavo.runtime.tokenizer.normalize.Normalizer;
import dev.octavo.runtime.tokenizer.normalize.Normalizers;
import dev.octavo.runtime.tokenizer.postprocess.PostProcessor;
import dev.octavo.runtime.tokenizer.postprocess.PostProcessors;
import dev.octavo.runtime.tokenizer.pretokenize.PreTokenizers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds a tokenizer out of what its files say. */
final class Assembler {

    private final Parts parts;
    private final TokenizerLimits limits;

    Assembler(Parts parts, TokenizerLimits limits) {
        this.parts = parts;
        this.limits = limits;
    }

    Tokenizer assemble(TokenizerConfig config, Collection<AddedToken> configured) {
        Field root = parts.root();
        Model model = Models.read(parts);
        Field normalizerField = root.optional("normalizer");
        Normalizer normalizer = normalizerField == null ? null : Normalizers.read(normalizerField, limits.components());
        AddedVocabulary added = new AddedVocabulary(added(config, configured), model.tokens(), normalizer);
        Field preTokenizer = root.optional("pre_tokenizer");
        Field decoder = root.optional("decoder");
        SpecialTokens special = special(config, added, model);
        var stages = new PipelineTokenizer.Stages(
                added,
                normalizer,
                preTokenizer == null ? null : PreTokenizers.read(preTokenizer, limits.components()),
                model,
                postProcessor(config, special),
                decoder == null ? Decoders.none() : Decoders.read(decoder, limits.components()),
                new TokenBytes(decoder));
        return new PipelineTokenizer(stages, special);
    }

    /** The tokens of the file, then those that only the configuration knows; where both describe a token the former counts. */
    private List<AddedToken> added(TokenizerConfig config, Collection<AddedToken> configured) {
        List<AddedToken> tokens = new ArrayList<>();
        Field field = parts.root().optional("added_tokens");
        if (field != null) {
            for (Field element : field.elements()) {
                tokens.add(AddedToken.read(element));
            }
        }
        Set<String> named = new LinkedHashSet<>(config.extraSpecialTokens());
        Stream.of(config.bos(), config.eos(), config.pad(), config.unk())
                .filter(Objects::nonNull)
                .forEach(named::add);
        Set<String> known = new HashSet<>();
        tokens.forEach(token -> known.add(token.content()));
        for (AddedToken token : configured) {
            if (known.add(token.content())) {
                tokens.add(named.contains(token.content()) ? token.asSpecial() : token);
            }
        }
        for (String content : named) {
            if (known.add(content)) {
                tokens.add(new AddedToken(content, false, false, false, false, true));
            }
        }
        if (tokens.size() > 2 * limits.addedTokens()) {
            throw parts.root().error("more than " + limits.addedTokens() + " added tokens");
        }
        return tokens;
    }

    private PostProcessor postProcessor(TokenizerConfig config, SpecialTokens special) {
        if (config.addBos() != null || config.addEos() != null) {
            boolean bos = Boolean.TRUE.equals(config.addBos());
            boolean eos = Boolean.TRUE.equals(config.addEos());
            return PostProcessors.around(
                    bos ? special.bosId().stream().toArray() : new int[0],
                    eos ? special.eosId().stream().toArray() : new int[0]);
        }
        Field field = parts.root().optional("post_processor");
        return field == null
                ? PostProcessors.none()
                : PostProcessors.read(field, limits.components(), limits.highestId());
    }

    private static SpecialTokens special(TokenizerConfig config, AddedVocabulary added, Model model) {
        return new SpecialTokens(
                config.bos(),
                id(config.bos(), added, model),
                config.eos(),
                id(config.eos(), added, model),
                config.pad(),
                id(config.pad(), added, model),
                config.unk(),
                id(config.unk(), added, model));
    }

    private static OptionalInt id(@Nullable String token, AddedVocabulary added, Model model) {
        if (token == null) {
            return OptionalInt.empty();
        }
        int id = added.id(token);
        id = id >= 0 ? id : model.tokens().id(token);
        return id >= 0 ? OptionalInt.of(id) : OptionalInt.empty();
    }
}
