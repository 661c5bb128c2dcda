package dev.octavo.runtime.tokenizer.decode;

import dev.octavo.runtime.tokenizer.json.Field;
import dev.octavo.runtime.tokenizer.normalize.Normalizers;
import dev.octavo.runtime.tokenizer.normalize.Replacement;
import java.util.ArrayList;
import java.util.List;

/** Reads the {@code decoder} of a tokenizer file. */
public final class Decoders {

    private static final int MOST_STRIPPED = 1 << 16;

    private int left;

    private Decoders(int components) {
        left = components;
    }

    /** The decoder that {@code field} describes, made of at most {@code components} parts. */
    public static Decoder read(Field field, int components) {
        return new Decoders(components).one(field);
    }

    /** What a file without a decoder means: tokens with spaces between them. */
    public static Decoder none() {
        return Stages.Spaced::new;
    }

    private Decoder one(Field field) {
        if (left-- == 0) {
            throw field.error("too many decoders");
        }
        String type = field.required("type").string();
        return switch (type) {
            case "Sequence" -> sequence(field);
            case "ByteLevel" -> ByteLevelStage::new;
            case "ByteFallback" -> ByteFallbackStage::new;
            case "Fuse" -> Stages.Fuse::new;
            case "Replace" -> replace(field);
            case "Strip" -> strip(field);
            case "Metaspace" -> metaspace(field);
            case "WordPiece" -> wordPiece(field);
            case "BPEDecoder" -> {
                String suffix = field.string("suffix", "</w>");
                yield next -> new Stages.Suffix(next, suffix);
            }
            case "CTC" -> ctc(field);
            default -> throw field.error("unknown decoder \"" + type + "\"");
        };
    }

    private Decoder sequence(Field field) {
        List<Decoder> parts = new ArrayList<>();
        field.required("decoders").elements().forEach(part -> parts.add(one(part)));
        return next -> {
            Stage stage = next;
            for (Decoder part : parts.reversed()) {
                stage = part.open(stage);
            }
            return stage;
        };
    }

    private static Decoder replace(Field field) {
        Replacement replacement = Normalizers.replacement(field);
        return next -> new ReplaceStage(next, replacement);
    }

    private static Decoder strip(Field field) {
        int content = field.required("content").codePoint();
        int start = field.required("start").number(MOST_STRIPPED);
        int stop = field.required("stop").number(MOST_STRIPPED);
        return next -> new StripStage(next, content, start, stop);
    }

    private static Decoder metaspace(Field field) {
        String mark = Character.toString(field.required("replacement").codePoint());
        boolean drop =
                !field.string("prepend_scheme", "always").equals("never") && field.flag("add_prefix_space", true);
        return next -> new Stages.Metaspace(next, mark, drop);
    }

    private static Decoder wordPiece(Field field) {
        String prefix = field.string("prefix", "##");
        boolean cleanup = field.flag("cleanup", true);
        return next -> new Stages.WordPiece(next, prefix, cleanup);
    }

    private static Decoder ctc(Field field) {
        String pad = field.string("pad_token", "<pad>");
        String delimiter = field.string("word_delimiter_token", "|");
        boolean cleanup = field.flag("cleanup", true);
        return next -> new Stages.Ctc(next, pad, delimiter, cleanup);
    }
}
