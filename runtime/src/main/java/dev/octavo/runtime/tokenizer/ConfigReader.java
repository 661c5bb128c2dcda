package dev.octavo.runtime.tokenizer;

import dev.octavo.runtime.tokenizer.added.AddedToken;
import dev.octavo.runtime.tokenizer.json.Field;
import dev.octavo.runtime.tokenizer.json.TokenizerLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code tokenizer_config.json}, and {@code special_tokens_map.json} for what the former leaves out. */
final class ConfigReader {

    /** Longer stated lengths are stand-ins for "no limit". */
    private static final double LONGEST_LENGTH = 1e12;

    private final TokenizerLimits limits;
    private final @Nullable Field config;
    private final @Nullable Field map;

    ConfigReader(TokenizerLimits limits, @Nullable Field config, @Nullable Field map) {
        this.limits = limits;
        this.config = config;
        this.map = map;
    }

    TokenizerConfig read(Map<String, String> templatesBeside) {
        Map<String, String> templates = new LinkedHashMap<>();
        readTemplates(templates);
        templates.putAll(templatesBeside);
        Field type = member("tokenizer_class");
        return new TokenizerConfig(
                token("bos_token"),
                token("eos_token"),
                token("pad_token"),
                token("unk_token"),
                extraTokens(),
                flag("add_bos_token"),
                flag("add_eos_token"),
                Map.copyOf(templates),
                config != null && config.flag("clean_up_tokenization_spaces", false),
                length(),
                type == null || !type.isString() ? null : type.string());
    }

    /** The tokens of {@code added_tokens_decoder}, in the order of their ids. */
    List<AddedToken> addedTokens() {
        Field decoder = member("added_tokens_decoder");
        if (decoder == null) {
            return List.of();
        }
        TreeMap<Integer, AddedToken> ordered = new TreeMap<>();
        for (String id : decoder.names()) {
            Field field = decoder.required(id);
            ordered.put(index(field, id), AddedToken.read(field));
            if (ordered.size() > limits.addedTokens()) {
                throw decoder.error("more than " + limits.addedTokens() + " added tokens");
            }
        }
        return List.copyOf(ordered.values());
    }

    private int index(Field field, String id) {
        try {
            int index = Integer.parseInt(id);
            if (index >= 0 && index <= limits.highestId()) {
                return index;
            }
        } catch (NumberFormatException e) {
            throw field.error("\"" + id + "\" is not a token id", e);
        }
        throw field.error("the id " + id + " is not in 0.." + limits.highestId());
    }

    private @Nullable Field member(String name) {
        return config == null ? null : config.optional(name);
    }

    private @Nullable String token(String name) {
        Field field = member(name);
        if (field == null && map != null && (config == null || !config.names().contains(name))) {
            field = map.optional(name);
        }
        if (field == null) {
            return null;
        }
        return text(field);
    }

    /** A token is written as a string or as an object with its content. */
    private static String text(Field field) {
        return field.isObject() ? field.required("content").string() : field.string();
    }

    private List<String> extraTokens() {
        List<String> tokens = new ArrayList<>();
        for (String name : List.of("additional_special_tokens", "extra_special_tokens")) {
            Field field = member(name);
            if (field != null && field.isArray()) {
                field.elements().forEach(element -> tokens.add(text(element)));
            } else if (field != null && field.isObject()) {
                field.names().forEach(key -> tokens.add(text(field.required(key))));
            }
        }
        return List.copyOf(tokens);
    }

    private @Nullable Boolean flag(String name) {
        return (member(name) == null || config == null) ? null : (Boolean) config.flag(name, false);
    }

    private OptionalLong length() {
        Field field = member("model_max_length");
        double length = field == null ? 0 : field.real(0);
        return length >= 1 && length <= LONGEST_LENGTH ? OptionalLong.of((long) length) : OptionalLong.empty();
    }

    private void readTemplates(Map<String, String> templates) {
        Field field = member("chat_template");
        if (field == null) {
            return;
        }
        if (field.isString()) {
            templates.put(TokenizerConfig.DEFAULT_TEMPLATE, field.string());
        } else if (field.isArray()) {
            for (Field named : field.elements()) {
                templates.put(
                        named.required("name").string(),
                        named.required("template").string());
            }
        } else {
            field.names()
                    .forEach(name -> templates.put(name, field.required(name).string()));
        }
    }
}
