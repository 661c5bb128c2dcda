package dev.octavo.runtime.gguf;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a name in {@code tokenizer.ggml.pre} stands for: how the {@code tokenizer.json} of the models of that name cuts text before merging.
 *
 * @param steps members of the sequence of pre-tokenizers
 * @param canonical whether text is brought to the normal form NFC first
 * @param ignoreMerges whether a word that is a token is taken whole
 * @param addBos whether the beginning token is added where the file does not say
 */
record PreTokenizer(List<ObjectNode> steps, boolean canonical, boolean ignoreMerges, boolean addBos) {

    private static final String CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private static final String SPACES = "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String MARKS = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*";
    private static final String WORDS = "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+";
    private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String LLAMA3 = CONTRACTIONS + WORDS + "|\\p{N}{1,3}" + MARKS + SPACES;
    private static final String QWEN2 = CONTRACTIONS + WORDS + "|\\p{N}" + MARKS + SPACES;
    private static final String QWEN35 = CONTRACTIONS
            + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*" + SPACES;
    private static final String TEKKEN = cased("") + "|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*" + SPACES;
    private static final String GPT4O =
            cased(CONTRACTIONS + "?") + "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*" + SPACES;
    private static final String DEEPSEEK3 =
            "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
                    + "| ?[\\p{P}\\p{S}]+[\\r\\n]*" + SPACES;
    private static final String HAN = "[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+";

    /** Letters with case, as of a time when the mathematical ones did not count. */
    private static final String CASED = "\\s?(?:(?![\\x{1D400}-\\x{1D7FF}])[\\p{Lu}\\p{Ll}\\p{Lt}])+";

    private static final Map<String, PreTokenizer> BY_NAME = table();

    /** What a name stands for, or null. */
    static @org.jspecify.annotations.Nullable PreTokenizer named(String name) {
        return BY_NAME.get(name);
    }

    /** All names, sorted. */
    static Iterable<String> names() {
        return BY_NAME.keySet();
    }

    private static String cased(String after) {
        String before = "[^\\r\\n\\p{L}\\p{N}]?";
        return before + UPPER + "*" + LOWER + "+" + after + "|" + before + UPPER + "+" + LOWER + "*" + after;
    }

    private static Map<String, PreTokenizer> table() {
        Map<String, PreTokenizer> table = new TreeMap<>();
        ObjectNode digits =
                JsonNodeFactory.instance.objectNode().put("type", "Digits").put("individual_digits", true);
        PreTokenizer gpt2 = plain(bytes(true));
        put(
                table,
                gpt2,
                "gpt-2",
                "phi-2",
                "mpt",
                "olmo",
                "jais",
                "trillion",
                "granite-docling",
                "gigachat",
                "exaone4",
                "a.x-4.0",
                "mellum",
                "modern-bert");
        put(
                table,
                plain(digits, bytes(true)),
                "starcoder",
                "refact",
                "smollm",
                "codeshell",
                "exaone",
                "minerva-7b",
                "mellum2");
        put(table, new PreTokenizer(List.of(digits, bytes(true)), true, false, false), "command-r");
        put(
                table,
                new PreTokenizer(List.of(split(LLAMA3), bytes(false)), false, true, true),
                "llama-bpe",
                "llama3",
                "llama-v3",
                "falcon3",
                "falcon-h1",
                "pixtral",
                "midm-2.0",
                "lfm2");
        put(table, plain(split(LLAMA3), bytes(false)), "dbrx", "smaug-bpe", "chatglm-bpe", "glm4");
        put(
                table,
                new PreTokenizer(List.of(split(QWEN2), bytes(false)), true, false, false),
                "qwen2",
                "deepseek-r1-qwen",
                "stablelm2",
                "megrez",
                "hunyuan",
                "solar-open",
                "grok-2",
                "kormo",
                "f2llmv2");
        put(table, plain(split(QWEN35), bytes(false)), "qwen35");
        put(table, new PreTokenizer(List.of(split(TEKKEN), bytes(false)), false, true, true), "tekken");
        put(table, plain(split(GPT4O), bytes(false)), "gpt-4o", "llama4", "kanana2", "minimax-m2");
        put(
                table,
                plain(split("[\\r\\n]"), split("\\s?\\p{L}+"), split("\\s?\\p{P}+"), split(HAN), digits, bytes(false)),
                "deepseek-coder");
        put(
                table,
                plain(
                        split("[\\r\\n]"),
                        split(CASED),
                        split("\\s?[!-/:-~\uff01-\uff0f\uff1a-\uff5e\u2018-\u201f\u3000-\u3002]+"),
                        split("\\s+$"),
                        split(HAN),
                        split("\\p{N}+"),
                        bytes(false)),
                "deepseek-llm");
        put(
                table,
                plain(
                        split("\\p{N}{1,3}"),
                        split("[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+"),
                        split(DEEPSEEK3),
                        bytes(false)),
                "deepseek-v3",
                "hunyuan-dense",
                "joyai-llm");
        put(
                table,
                plain(
                        node("Punctuation").put("behavior", "Contiguous"),
                        bytes(true),
                        node("Digits").put("individual_digits", false),
                        split("[0-9][0-9][0-9]")),
                "falcon");
        put(
                table,
                plain(split(" ?[^(\\s|.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c)]+"), bytes(false)),
                "bloom",
                "gpt3-finnish",
                "poro-chat");
        put(
                table,
                plain(split(" ?[^(\\s|.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c)]+"), digits, bytes(false)),
                "viking");
        put(
                table,
                plain(split("[\\p{P}$+<=>^~|]+"), bytes(true), split("\\p{N}+"), split("[0-9][0-9][0-9]")),
                "default");
        return table;
    }

    private static void put(Map<String, PreTokenizer> table, PreTokenizer what, String... names) {
        for (String name : names) {
            table.put(name, what);
        }
    }

    private static PreTokenizer plain(ObjectNode... steps) {
        return new PreTokenizer(List.of(steps), false, false, false);
    }

    private static ObjectNode node(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private static ObjectNode split(String regex) {
        ObjectNode split = node("Split").put("behavior", "Isolated").put("invert", false);
        split.putObject("pattern").put("Regex", regex);
        return split;
    }

    /** Writes text in the characters of byte-level tokens, cut before as GPT-2 cuts it where {@code regex}. */
    private static ObjectNode bytes(boolean regex) {
        return node("ByteLevel").put("add_prefix_space", false).put("use_regex", regex);
    }

    /** As {@code tokenizer.json} has it. */
    ObjectNode json() {
        ObjectNode sequence = node("Sequence");
        ArrayNode members = sequence.putArray("pretokenizers");
        steps.forEach(members::add);
        return sequence;
    }
}
