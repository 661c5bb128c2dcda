package dev.octavo.runtime.tokenizer.postprocess;

import dev.octavo.runtime.tokenizer.json.Field;
import dev.octavo.runtime.tokenizer.postprocess.Template.Piece;
import java.util.ArrayList;
import java.util.List;

/** Reads the {@code post_processor} of a tokenizer file. */
public final class PostProcessors {

    private static final int MOST_PIECES = 4096;

    private final int highestId;
    private int left;

    private PostProcessors(int components, int highestId) {
        this.highestId = highestId;
        left = components;
    }

    /** The post-processor that {@code field} describes, made of at most {@code components} parts. */
    public static PostProcessor read(Field field, int components, int highestId) {
        return new PostProcessors(components, highestId).one(field);
    }

    /** What a file without a post-processor means: nothing is added. */
    public static PostProcessor none() {
        return (sequences, addSpecialTokens) -> sequences;
    }

    /** {@code begin} before and {@code end} after each sequence; empty arrays for none. */
    public static PostProcessor around(int[] begin, int[] end) {
        List<Piece> single = List.of(special(begin, 0), new Piece(0, null, 0), special(end, 0));
        List<Piece> pair = new ArrayList<>(single);
        pair.addAll(List.of(special(begin, 1), new Piece(1, null, 1), special(end, 1)));
        return new Template(single, List.copyOf(pair));
    }

    private static Piece special(int[] tokens, int type) {
        return new Piece(0, tokens, type);
    }

    private PostProcessor one(Field field) {
        if (left-- == 0) {
            throw field.error("too many post-processors");
        }
        String type = field.required("type").string();
        return switch (type) {
            case "Sequence" -> sequence(field);
            case "ByteLevel" -> none();
            case "TemplateProcessing" -> template(field);
            case "BertProcessing" -> bert(field);
            case "RobertaProcessing" -> roberta(field);
            default -> throw field.error("unknown post-processor \"" + type + "\"");
        };
    }

    private PostProcessor sequence(Field field) {
        List<PostProcessor> parts = new ArrayList<>();
        field.required("processors").elements().forEach(part -> parts.add(one(part)));
        return (sequences, addSpecialTokens) -> {
            List<Sequence> current = sequences;
            for (PostProcessor part : parts) {
                current = part.apply(current, addSpecialTokens);
            }
            return current;
        };
    }

    private PostProcessor template(Field field) {
        Field specials = field.required("special_tokens");
        return new Template(pieces(field.required("single"), specials, 1), pieces(field.required("pair"), specials, 2));
    }

    private List<Piece> pieces(Field template, Field specials, int sequences) {
        List<Field> elements = template.elements();
        if (elements.size() > MOST_PIECES) {
            throw template.error("more than " + MOST_PIECES + " pieces");
        }
        List<Piece> pieces = new ArrayList<>();
        for (Field element : elements) {
            Field sequence = element.optional("Sequence");
            pieces.add(
                    sequence == null
                            ? specialPiece(element.required("SpecialToken"), specials)
                            : sequencePiece(sequence, sequences));
        }
        return List.copyOf(pieces);
    }

    private static Piece sequencePiece(Field sequence, int sequences) {
        Field id = sequence.required("id");
        int index = List.of("A", "B").indexOf(id.string());
        if (index < 0 || index >= sequences) {
            throw id.error("there is no sequence \"" + id.string() + "\" here");
        }
        return new Piece(index, null, sequence.required("type_id").number(Integer.MAX_VALUE));
    }

    private Piece specialPiece(Field special, Field specials) {
        Field definition = specials.required(special.required("id").string());
        int[] ids = definition.required("ids").elements().stream()
                .mapToInt(id -> id.number(highestId))
                .toArray();
        return new Piece(0, ids, special.required("type_id").number(Integer.MAX_VALUE));
    }

    private PostProcessor bert(Field field) {
        int[] sep = token(field.required("sep"));
        int[] cls = token(field.required("cls"));
        return (sequences, addSpecialTokens) -> {
            if (!addSpecialTokens) {
                return sequences;
            }
            List<Sequence> result = new ArrayList<>();
            for (Sequence sequence : sequences) {
                result.add(result.isEmpty() ? sequence.between(cls, sep, 0) : sequence.between(new int[0], sep, 1));
            }
            return result;
        };
    }

    private PostProcessor roberta(Field field) {
        int[] sep = token(field.required("sep"));
        int[] cls = token(field.required("cls"));
        return (sequences, addSpecialTokens) -> {
            List<Sequence> result = new ArrayList<>();
            for (Sequence sequence : sequences) {
                Sequence plain = sequence.withType(0);
                int[] before = result.isEmpty() ? cls : sep;
                result.add(addSpecialTokens ? plain.between(before, sep, 0) : plain);
            }
            return result;
        };
    }

    private int[] token(Field pair) {
        List<Field> elements = pair.elements();
        if (elements.size() != 2) {
            throw pair.error("expected [token, id]");
        }
        return new int[] {elements.get(1).number(highestId)};
    }
}
