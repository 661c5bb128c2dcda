package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.Functions;
import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.tensor.DType;
import java.util.Arrays;
import java.util.stream.Stream;

/** Attention that sees, scores or reads the wrong thing. */
final class AttentionFaults {

    private AttentionFaults() {}

    static Stream<Mutant> all() {
        return Stream.of(masks(), heads(), scores(), reads(), precision()).flatMap(all -> all);
    }

    private static int window(AttentionSpec spec) {
        return spec.mask() instanceof AttentionMask.Causal(int window) ? window : 0;
    }

    private static Mutant mask(String id, String what, WrongMask wrong) {
        return Instead.attention(id, what, batch -> new FaultyAttention(batch) {
            @Override
            boolean sees(int position, int key) {
                return wrong.sees(spec, position, key, super.sees(position, key));
            }
        });
    }

    /** Which keys are seen instead. */
    private interface WrongMask {
        boolean sees(AttentionSpec spec, int position, int key, boolean right);
    }

    private static boolean causal(AttentionSpec spec) {
        return spec.mask() instanceof AttentionMask.Causal;
    }

    private static Stream<Mutant> masks() {
        return Stream.of(
                mask("mask-forgotten", "queries see the keys behind them", (spec, at, key, right) -> true),
                mask(
                        "mask-one-more",
                        "a query sees the next key",
                        (spec, at, key, right) -> right || (causal(spec) && key == at + 1)),
                mask(
                        "mask-one-less",
                        "a query does not see its own key where there are others",
                        (spec, at, key, right) -> right && (!causal(spec) || key != at || at == 0)),
                mask(
                        "window-one-more",
                        "the window is one key too wide",
                        (spec, at, key, right) -> right || (window(spec) > 0 && key == at - window(spec))),
                mask(
                        "window-one-less",
                        "the window is one key too narrow",
                        (spec, at, key, right) -> right && (window(spec) < 2 || key != at - window(spec) + 1)),
                mask(
                        "window-forgotten",
                        "the window is ignored",
                        (spec, at, key, right) -> (causal(spec) && key <= at) || right),
                mask(
                        "window-always",
                        "a window of 64 is always there",
                        (spec, at, key, right) -> right && (!causal(spec) || key > at - 64)),
                mask(
                        "bidirectional-causal",
                        "bidirectional attention is causal",
                        (spec, at, key, right) -> right && key <= at),
                mask(
                        "first-key",
                        "the first key is never seen but by its own query",
                        (spec, at, key, right) -> right && (key > 0 || at == 0)),
                mask(
                        "tile-skipped",
                        "keys 32 to 63 are skipped for queries behind 64",
                        (spec, at, key, right) -> right && !(at >= 64 && key >= 32 && key < 64 && window(spec) == 0)),
                Instead.attention(
                        "mask-chunk",
                        "a chunk's queries count from the front, as if nothing came before",
                        batch -> new FaultyAttention(batch) {
                            @Override
                            int position(int sequence, int token) {
                                return token - starts[sequence];
                            }
                        }));
    }

    private static Stream<Mutant> heads() {
        return Stream.of(
                Instead.attention(
                        "group-modulo", "query head h reads key head h % kvHeads", batch -> new FaultyAttention(batch) {
                            @Override
                            int kvHead(int head) {
                                return head % spec.cache().kvHeads();
                            }
                        }),
                Instead.attention(
                        "group-first", "all query heads read the first key head", batch -> new FaultyAttention(batch) {
                            @Override
                            int kvHead(int head) {
                                return 0;
                            }
                        }),
                Instead.attention(
                        "group-reversed", "key heads are taken in reverse", batch -> new FaultyAttention(batch) {
                            @Override
                            int kvHead(int head) {
                                return spec.cache().kvHeads() - 1 - super.kvHead(head);
                            }
                        }),
                Instead.attention(
                        "dimension-tail-16",
                        "the last dim % 16 numbers of keys are left out",
                        batch -> new FaultyAttention(batch) {
                            @Override
                            int dimensions(int all) {
                                return all > 16 ? all - all % 16 : all;
                            }
                        }),
                Instead.attention(
                        "dimension-last", "the last number of keys is left out", batch -> new FaultyAttention(batch) {
                            @Override
                            int dimensions(int all) {
                                return all - 1;
                            }
                        }),
                Instead.attention(
                        "value-from-key",
                        "values of another size than keys are read as if they were not",
                        batch -> new FaultyAttention(batch) {
                            @Override
                            double[] value(int sequence, int j, int kvHead) {
                                boolean uneven = !spec.cache().valueInKey()
                                        && spec.cache().keyDim() != spec.cache().valueDim();
                                return uneven
                                        ? Arrays.copyOf(
                                                key(sequence, j, kvHead),
                                                spec.cache().valueDim())
                                        : super.value(sequence, j, kvHead);
                            }
                        }),
                Instead.attention(
                        "latent-tail",
                        "the value of latent attention is the end of the key",
                        batch -> new FaultyAttention(batch) {
                            @Override
                            double[] value(int sequence, int j, int kvHead) {
                                double[] key = key(sequence, j, kvHead);
                                return spec.cache().valueInKey()
                                        ? Arrays.copyOfRange(
                                                key, key.length - spec.cache().valueDim(), key.length)
                                        : super.value(sequence, j, kvHead);
                            }
                        }),
                Instead.attention(
                        "latent-scores",
                        "latent attention scores with the value part of the key alone",
                        batch -> new FaultyAttention(batch) {
                            @Override
                            int dimensions(int all) {
                                return spec.cache().valueInKey() ? spec.cache().valueDim() : all;
                            }
                        }));
    }

    private static Mutant scored(String id, String what, WrongScore wrong) {
        return Instead.attention(id, what, batch -> new FaultyAttention(batch) {
            @Override
            double scored(double dot, double slope) {
                return wrong.score(spec, dot, slope);
            }
        });
    }

    /** How a score is made instead. */
    private interface WrongScore {
        double score(AttentionSpec spec, double dot, double slope);
    }

    private static Stream<Mutant> scores() {
        return Stream.of(
                scored(
                        "scale-forgotten",
                        "scores are not scaled",
                        (spec, dot, slope) -> Functions.softCap(dot, spec.softCap()) + slope),
                scored(
                        "scale-from-dim",
                        "the scale is taken from the value's size",
                        (spec, dot, slope) ->
                                Functions.softCap(dot / Math.sqrt(spec.cache().valueDim()), spec.softCap()) + slope),
                scored(
                        "cap-before-scale",
                        "the cap comes before the scale",
                        (spec, dot, slope) -> spec.softCap() == 0
                                ? spec.scale() * dot + slope
                                : spec.scale() * Functions.softCap(dot, spec.softCap()) + slope),
                scored("cap-forgotten", "the cap is left out", (spec, dot, slope) -> spec.scale() * dot + slope),
                scored(
                        "cap-after-slope",
                        "the cap comes after ALiBi",
                        (spec, dot, slope) -> Functions.softCap(spec.scale() * dot + slope, spec.softCap())),
                scored(
                        "slope-scaled",
                        "ALiBi is scaled with the scores",
                        (spec, dot, slope) ->
                                Functions.softCap(spec.scale() * dot, spec.softCap()) + spec.scale() * slope),
                scored(
                        "slope-forgotten",
                        "ALiBi is left out",
                        (spec, dot, slope) -> Functions.softCap(spec.scale() * dot, spec.softCap())),
                Instead.attention("slope-sign", "ALiBi has the wrong sign", batch -> new FaultyAttention(batch) {
                    @Override
                    double distance(int position, int j) {
                        return position - (double) j;
                    }
                }),
                Instead.attention(
                        "slope-order", "ALiBi slopes are taken in reverse", batch -> new FaultyAttention(batch) {
                            @Override
                            double slope(double[] all, int head) {
                                return all[all.length - 1 - head];
                            }
                        }),
                Instead.attention(
                        "sink-order", "all heads have the first head's sink", batch -> new FaultyAttention(batch) {
                            @Override
                            double sink(double[] all, int head) {
                                return all[0];
                            }
                        }),
                Instead.attention("sink-ignored", "sinks are ignored", batch -> new FaultyAttention(batch) {
                    @Override
                    double sink(double[] all, int head) {
                        return Double.NEGATIVE_INFINITY;
                    }
                }),
                Instead.attention("sink-twice", "a sink counts twice", batch -> new FaultyAttention(batch) {
                    @Override
                    double sink(double[] all, int head) {
                        return all[head] + Math.log(2);
                    }
                }),
                Instead.attention("sink-scaled", "a sink is scaled like a score", batch -> new FaultyAttention(batch) {
                    @Override
                    double sink(double[] all, int head) {
                        return all[head] * spec.scale();
                    }
                }),
                Instead.attention(
                        "not-normalised", "weights are not divided by their sum", batch -> new FaultyAttention(batch) {
                            @Override
                            double[] weighted(int sequence, int head, double[] p, double sum) {
                                return super.weighted(sequence, head, p, 1);
                            }
                        }));
    }

    private static Stream<Mutant> reads() {
        return Stream.of(
                Instead.attention(
                        "table-stride",
                        "rows of the block table are taken to be as long as the sequence needs",
                        batch -> new FaultyAttention(batch) {
                            @Override
                            int block(int sequence, int j) {
                                int size = spec.cache().blockSize();
                                int stride = (args.maxSequenceLength() - 1 + size - 1) / size;
                                int at = sequence
                                                * Math.max(
                                                        1,
                                                        Math.min(
                                                                stride,
                                                                args.blockTable()
                                                                                .layout()
                                                                                .columns()
                                                                        - 1))
                                        + j / size;
                                return table[Math.min(at, table.length - 1)];
                            }
                        }),
                Instead.attention(
                        "table-first", "all sequences use the first one's blocks", batch -> new FaultyAttention(batch) {
                            @Override
                            int block(int sequence, int j) {
                                return table[Math.min(j / spec.cache().blockSize(), table.length - 1)];
                            }
                        }),
                Instead.attention(
                        "table-ignored", "blocks are taken to follow each other", batch -> new FaultyAttention(batch) {
                            @Override
                            int block(int sequence, int j) {
                                int first = table[
                                        sequence * args.blockTable().layout().columns()];
                                return (first + j / spec.cache().blockSize())
                                        % cache.spec().blocks();
                            }
                        }),
                Instead.attention(
                        "slot-off-by-one",
                        "the last slot of a block is read from the one before",
                        batch -> new FaultyAttention(batch) {
                            @Override
                            int slot(int j) {
                                int size = spec.cache().blockSize();
                                return size > 1 && j % size == size - 1 ? size - 2 : j % size;
                            }
                        }),
                Instead.attention(
                        "length-less",
                        "the last token is not read where there are others",
                        batch -> new FaultyAttention(batch) {
                            @Override
                            boolean sees(int position, int key) {
                                return super.sees(position, key) && (key < lengths[0] - 1 || key == 0);
                            }
                        }),
                Instead.attention("reads-beyond", "keys behind the length take part", batch -> new BeyondLength(batch)),
                Instead.attention(
                        "reads-unwritten",
                        "values of unseen slots are multiplied by 0",
                        batch -> new FaultyAttention(batch) {
                            @Override
                            double[] weighted(int sequence, int head, double[] p, double sum) {
                                double[] out = super.weighted(sequence, head, p, sum);
                                int size = spec.cache().blockSize();
                                int last = length(sequence) - 1;
                                double[] unseen = new double
                                        [spec.cache().kvHeads() * spec.cache().keyDim()];
                                if (last >= 0 && last % size != size - 1) {
                                    cache.readKey(args.layer(), block(sequence, last), size - 1, unseen, 0);
                                    out[0] += 0 * unseen[0];
                                }
                                return out;
                            }
                        }),
                Instead.attention(
                        "masked-small", "masked keys keep a very small weight", batch -> new FaultyAttention(batch) {
                            @Override
                            double probability(double exponent) {
                                return Math.max(super.probability(exponent), 1e-6);
                            }
                        }),
                Instead.attention("layer-ignored", "layer 0 is always read", batch -> new FaultyAttention(batch) {
                    @Override
                    double[] key(int sequence, int j, int kvHead) {
                        int dim = spec.cache().keyDim();
                        double[] all = new double[spec.cache().kvHeads() * dim];
                        cache.readKey(0, block(sequence, j), slot(j), all, 0);
                        return Arrays.copyOfRange(all, kvHead * dim, (kvHead + 1) * dim);
                    }
                }),
                Instead.attention("max-length", "lengths are cut to 64", batch -> new FaultyAttention(batch) {
                    @Override
                    boolean sees(int position, int key) {
                        return super.sees(position, key) && (key < 64 || key == position);
                    }
                }),
                Instead.attention(
                        "idle-tokens",
                        "the first sequence's starts are taken as 0 and the last token is left out",
                        batch -> new FaultyAttention(batch) {
                            @Override
                            int position(int sequence, int token) {
                                return super.position(sequence, token)
                                        - (sequence == lengths.length - 1 && token > 0 ? 1 : 0);
                            }
                        }));
    }

    /** Sees one key more than there is. */
    private static final class BeyondLength extends FaultyAttention {

        BeyondLength(Batch batch) {
            super(batch);
        }

        @Override
        double[] weighted(int sequence, int head, double[] p, double sum) {
            double[] out = super.weighted(sequence, head, p, sum);
            int next = length(sequence);
            boolean inside =
                    next / spec.cache().blockSize() < args.blockTable().layout().columns();
            if (inside && next > 0) {
                double[] value = value(sequence, next, kvHead(head));
                for (int d = 0; d < out.length; d++) {
                    out[d] += 1e-3 * value[d];
                }
            }
            return out;
        }
    }

    private static Stream<Mutant> precision() {
        return Stream.of(
                Instead.attention("sums-bf16", "results are summed in bf16", batch -> narrowSum(batch, DType.BF16)),
                Instead.attention("sums-f16", "results are summed in f16", batch -> narrowSum(batch, DType.F16)),
                Instead.attention("probabilities-fp8", "weights are kept in fp8", batch -> new FaultyAttention(batch) {
                    @Override
                    double probability(double exponent) {
                        return NumberFormat.of(DType.F8_E4M3).round(super.probability(exponent));
                    }
                }),
                Instead.attention(
                        "small-weights", "weights below 1/256 are dropped", batch -> new FaultyAttention(batch) {
                            @Override
                            double probability(double exponent) {
                                double p = super.probability(exponent);
                                return p < 1.0 / 256 ? 0 : p;
                            }
                        }));
    }

    private static FaultyAttention narrowSum(FaultyAttention.Batch batch, DType type) {
        NumberFormat format = NumberFormat.of(type);
        return new FaultyAttention(batch) {
            @Override
            double accumulate(double sum, double term) {
                return format.round(sum + term);
            }
        };
    }
}
