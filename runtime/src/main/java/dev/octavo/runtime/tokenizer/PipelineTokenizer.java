package dev.octavo.runtime.tokenizer;

import dev.octavo.runtime.tokenizer.added.AddedVocabulary;
import dev.octavo.runtime.tokenizer.added.TokenFinder;
import dev.octavo.runtime.tokenizer.decode.Decoder;
import dev.octavo.runtime.tokenizer.decode.TextSink;
import dev.octavo.runtime.tokenizer.decode.TokenBytes;
import dev.octavo.runtime.tokenizer.model.Model;
import dev.octavo.runtime.tokenizer.normalize.NormalizedText;
import dev.octavo.runtime.tokenizer.normalize.Normalizer;
import dev.octavo.runtime.tokenizer.postprocess.PostProcessor;
import dev.octavo.runtime.tokenizer.postprocess.Sequence;
import dev.octavo.runtime.tokenizer.pretokenize.PreTokenizer;
import dev.octavo.runtime.tokenizer.text.IntList;
import dev.octavo.runtime.tokenizer.text.Segments;
import dev.octavo.runtime.tokenizer.text.Utf8;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The stages of a {@code tokenizer.json} put together. */
final class PipelineTokenizer implements Tokenizer {

    private static final int CHARACTERS_PER_TOKEN = 3;

    private final Stages stages;
    private final SpecialTokens special;
    private final int size;
    private final @Nullable String[] decoded;
    private final boolean[] skipped;

    /** What a tokenizer is made of; the normalizer and the pre-tokenizer may be missing. */
    record Stages(
            AddedVocabulary added,
            @Nullable Normalizer normalizer,
            @Nullable PreTokenizer preTokenizer,
            Model model,
            PostProcessor postProcessor,
            Decoder decoder,
            TokenBytes bytes) {}

    PipelineTokenizer(Stages stages, SpecialTokens special) {
        this.stages = stages;
        this.special = special;
        size = Math.max(stages.model().tokens().limit(), stages.added().limit());
        decoded = new String[size];
        skipped = new boolean[size];
        for (int id = 0; id < size; id++) {
            String token = stages.added().decoded(id);
            decoded[id] = token == null ? stages.model().tokens().token(id) : token;
            skipped[id] = decoded[id] != null && stages.added().isSpecial(decoded[id]);
        }
    }

    @Override
    public int[] encode(String text, boolean addSpecialTokens) {
        int[] ids = ids(text);
        return joined(List.of(Sequence.of(ids, 0)), addSpecialTokens).ids();
    }

    @Override
    public Encoding encodePair(String first, String second, boolean addSpecialTokens) {
        return joined(List.of(Sequence.of(ids(first), 0), Sequence.of(ids(second), 1)), addSpecialTokens);
    }

    private Encoding joined(List<Sequence> sequences, boolean addSpecialTokens) {
        List<Sequence> parts = stages.postProcessor().apply(sequences, addSpecialTokens);
        IntList ids = new IntList(16);
        IntList types = new IntList(16);
        for (Sequence part : parts) {
            ids.addAll(part.ids());
            types.addAll(part.typeIds());
        }
        return new Encoding(ids.toArray(), types.toArray());
    }

    private int[] ids(String given) {
        String text = Utf8.wellFormed(given);
        Segments segments = normalized(text);
        PreTokenizer preTokenizer = stages.preTokenizer();
        if (preTokenizer != null) {
            segments = preTokenizer.apply(segments);
        }
        IntList ids = new IntList(text.length() / CHARACTERS_PER_TOKEN + 8);
        stages.model().encode(segments, ids);
        return ids.toArray();
    }

    /** The text without its added tokens, normalized piece by piece. */
    private Segments normalized(String text) {
        Collector collector = new Collector();
        stages.added().inRaw().split(text, new TokenFinder.Sink() {
            @Override
            public void text(int start, int end) {
                int first = start == 0 ? Character.charCount(text.codePointAt(0)) : 0;
                NormalizedText piece = new NormalizedText(text.substring(start, end), first);
                Normalizer normalizer = stages.normalizer();
                if (normalizer != null) {
                    normalizer.apply(piece);
                }
                collector.take(piece);
            }

            @Override
            public void token(int id) {
                collector.token(id);
            }
        });
        return collector.segments();
    }

    /** Collects normalized pieces into one buffer. */
    private final class Collector {

        private final StringBuilder text = new StringBuilder();
        private final IntList bounds = new IntList(16);

        void take(NormalizedText piece) {
            int base = text.length();
            text.append(piece.text());
            stages.added().inNormalized().split(piece.text(), new TokenFinder.Sink() {
                @Override
                public void text(int start, int end) {
                    bounds.add(base + start);
                    bounds.add(base + end);
                    bounds.add(piece.first() - start);
                }

                @Override
                public void token(int id) {
                    Collector.this.token(id);
                }
            });
        }

        void token(int id) {
            bounds.add(-1);
            bounds.add(id);
            bounds.add(0);
        }

        Segments segments() {
            char[] buffer = new char[text.length()];
            text.getChars(0, buffer.length, buffer, 0);
            Segments segments = new Segments(buffer, bounds.size() / 3);
            for (int i = 0; i < bounds.size(); i += 3) {
                if (bounds.at(i) < 0) {
                    segments.addToken(bounds.at(i + 1));
                } else {
                    segments.add(bounds.at(i), bounds.at(i + 1), bounds.at(i + 2));
                }
            }
            return segments;
        }
    }

    @Override
    public String decode(int[] ids, boolean skipSpecialTokens) {
        TextSink sink = new TextSink(stages.decoder());
        IntFunction<@Nullable String> tokens = decoding(skipSpecialTokens);
        for (int id : ids) {
            String token = tokens.apply(id);
            if (token != null) {
                sink.token(token);
            }
        }
        sink.finish();
        return sink.drain();
    }

    @Override
    public IncrementalDetokenizer detokenizer(boolean skipSpecialTokens) {
        return new SinkDetokenizer(decoding(skipSpecialTokens), new TextSink(stages.decoder()));
    }

    private IntFunction<@Nullable String> decoding(boolean skipSpecialTokens) {
        return id -> id < 0 || id >= size || (skipSpecialTokens && skipped[id]) ? null : decoded[id];
    }

    @Override
    public int vocabularySize() {
        return size;
    }

    @Override
    public @Nullable String token(int id) {
        var added = stages.added().token(id);
        return added == null ? stages.model().tokens().token(id) : added.content();
    }

    @Override
    public int id(String token) {
        int id = stages.added().id(token);
        return id >= 0 ? id : stages.model().tokens().id(token);
    }

    @Override
    public byte[] tokenBytes(int id) {
        String token = id < 0 || id >= size ? null : decoded[id];
        if (token == null) {
            return new byte[0];
        }
        return stages.added().token(id) == null ? stages.bytes().of(token) : Utf8.bytes(token);
    }

    @Override
    public boolean isSpecial(int id) {
        var added = stages.added().token(id);
        return added != null && added.special();
    }

    @Override
    public SpecialTokens special() {
        return special;
    }
}
