package dev.octavo.runtime.tokenizer.pretokenize;

import dev.octavo.runtime.tokenizer.json.Field;
import dev.octavo.runtime.tokenizer.pattern.Regex;
import dev.octavo.runtime.tokenizer.pattern.RegexException;
import dev.octavo.runtime.tokenizer.pattern.TextPattern;
import dev.octavo.runtime.tokenizer.text.Categories;
import dev.octavo.runtime.tokenizer.text.Whitespace;
import java.util.ArrayList;
import java.util.List;

/** Reads the {@code pre_tokenizer} of a tokenizer file. */
public final class PreTokenizers {

    /** GPT-2's pattern (openai/gpt-2, encoder.py). */
    private static final String GPT2 =
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

    /** {@code \w+|[^\w\s]+} with Rust's word characters. */
    private static final String WORDS =
            "[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\u200C\\u200D]+|[^\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\u200C\\u200D\\s]+";

    private static final int MAX_CHUNK = 1 << 24;
    private static final int DEFAULT_CHUNK = 5;

    private int left;

    private PreTokenizers(int components) {
        left = components;
    }

    /** The pre-tokenizer that {@code field} describes, made of at most {@code components} parts. */
    public static PreTokenizer read(Field field, int components) {
        return new PreTokenizers(components).one(field);
    }

    private PreTokenizer one(Field field) {
        if (left-- == 0) {
            throw field.error("too many pre-tokenizers");
        }
        String type = field.required("type").string();
        return switch (type) {
            case "Sequence" -> sequence(field);
            case "ByteLevel" -> byteLevel(field);
            case "Split" -> split(field);
            case "Metaspace" -> metaspace(field);
            case "Digits" ->
                Splitter.atCharacters(
                        Categories::isNumeric,
                        field.flag("individual_digits", false) ? Behavior.ISOLATED : Behavior.CONTIGUOUS);
            case "Whitespace" -> inverted(field, WORDS);
            case "WhitespaceSplit" -> Splitter.atCharacters(Whitespace::is, Behavior.REMOVED);
            case "BertPreTokenizer" ->
                chain(List.of(
                        Splitter.atCharacters(Whitespace::is, Behavior.REMOVED),
                        Splitter.atCharacters(Categories::isPunctuation, Behavior.ISOLATED)));
            case "Punctuation" -> punctuation(field);
            case "Delimiter", "CharDelimiterSplit" -> {
                int delimiter = field.required("delimiter").codePoint();
                yield Splitter.atCharacters(c -> c == delimiter, Behavior.REMOVED);
            }
            case "UnicodeScripts" -> new ScriptSplitter();
            case "FixedLength" -> chunker(field);
            default -> throw field.error("unknown pre-tokenizer \"" + type + "\"");
        };
    }

    private PreTokenizer sequence(Field field) {
        List<PreTokenizer> parts = new ArrayList<>();
        field.required("pretokenizers").elements().forEach(part -> parts.add(one(part)));
        return chain(parts);
    }

    private static PreTokenizer chain(List<PreTokenizer> parts) {
        return segments -> {
            var current = segments;
            for (PreTokenizer part : parts) {
                current = part.apply(current);
            }
            return current;
        };
    }

    private static PreTokenizer byteLevel(Field field) {
        List<PreTokenizer> parts = new ArrayList<>();
        if (field.flag("add_prefix_space", true)) {
            parts.add(Rewriter::prefixSpace);
        }
        if (field.flag("use_regex", true)) {
            Regex regex = compile(field, GPT2);
            parts.add(new Splitter(regex::findAll, Behavior.ISOLATED, false));
        }
        parts.add(Rewriter::byteLevel);
        return chain(parts);
    }

    private static Regex compile(Field field, String pattern) {
        try {
            return Regex.compile(pattern);
        } catch (RegexException e) {
            throw field.error("unusable regular expression: " + e.getMessage(), e);
        }
    }

    private static PreTokenizer inverted(Field field, String pattern) {
        return new Splitter(compile(field, pattern)::findAll, Behavior.REMOVED, true);
    }

    private static PreTokenizer split(Field field) {
        TextPattern pattern = TextPattern.read(field.required("pattern"));
        return new Splitter(pattern::findAll, Behavior.read(field.required("behavior")), field.flag("invert", false));
    }

    private static PreTokenizer punctuation(Field field) {
        Field behavior = field.optional("behavior");
        return Splitter.atCharacters(
                Categories::isPunctuation, behavior == null ? Behavior.ISOLATED : Behavior.read(behavior));
    }

    private static PreTokenizer metaspace(Field field) {
        int replacement = field.required("replacement").codePoint();
        String scheme = field.string("prepend_scheme", "always");
        if (!List.of("always", "first", "never").contains(scheme)) {
            throw field.required("prepend_scheme").error("unknown scheme \"" + scheme + "\"");
        }
        boolean never = scheme.equals("never") || !field.flag("add_prefix_space", true);
        boolean always = !never && scheme.equals("always");
        boolean first = !never && scheme.equals("first");
        PreTokenizer rewrite = segments -> Rewriter.metaspace(segments, replacement, always, first);
        if (!field.flag("split", true)) {
            return rewrite;
        }
        return chain(List.of(rewrite, Splitter.atCharacters(c -> c == replacement, Behavior.MERGED_WITH_NEXT)));
    }

    private static PreTokenizer chunker(Field field) {
        Field length = field.optional("length");
        int chunk = length == null ? DEFAULT_CHUNK : length.number(MAX_CHUNK);
        if (chunk == 0) {
            throw field.error("the length must not be 0");
        }
        return new Chunker(chunk);
    }
}
