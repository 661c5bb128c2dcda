package dev.octavo.conformance.check;

import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Attention of one ragged batch.
 *
 * @param queryHeads query heads
 * @param cache what the cache holds
 * @param query type of query
 * @param output type of output
 * @param mask which keys are seen
 * @param softCap cap of the scores, 0 for none
 * @param extras sinks, slopes, strides and padding
 * @param batch queries and tokens of each sequence
 */
record AttentionCase(
        int queryHeads,
        KvLayout cache,
        DType query,
        DType output,
        AttentionMask mask,
        float softCap,
        Extras extras,
        List<Lengths> batch) {

    /** Queries and, with them, tokens of a sequence. */
    record Lengths(int queries, int tokens) {}

    /**
     * What a case may have besides.
     *
     * @param padding tokens behind those of the last sequence, which belong to none
     * @param reduced whether inputs may be rounded
     */
    record Extras(boolean sinks, boolean alibi, boolean strided, int padding, boolean reduced) {
        static final Extras NONE = new Extras(false, false, false, 0);

        Extras(boolean sinks, boolean alibi, boolean strided, int padding) {
            this(sinks, alibi, strided, padding, false);
        }

        static Extras strided(boolean strided) {
            return new Extras(false, false, strided, 0);
        }

        Extras withReducedInputs() {
            return new Extras(sinks, alibi, strided, padding, true);
        }
    }

    static final int LAYERS = 2;

    /** Longest sequence of any round. */
    int maxTokens() {
        return batch.stream().mapToInt(Lengths::tokens).max().orElse(1) + 9;
    }

    int maxBlocks() {
        return (maxTokens() + cache.blockSize() - 1) / cache.blockSize();
    }

    /** Tokens of the batch that belong to a sequence. */
    int queries() {
        return batch.stream().mapToInt(Lengths::queries).sum();
    }

    AttentionSpec spec() {
        int longest = batch.stream().mapToInt(Lengths::queries).max().orElse(1);
        return new AttentionSpec(
                queryHeads,
                cache,
                mask,
                (float) (1 / Math.sqrt(cache.keyDim())),
                softCap,
                extras.sinks(),
                extras.alibi(),
                query,
                output,
                Math.max(longest, 1),
                batch.size() + 1,
                extras.reduced() ? ComputePrecision.REDUCED_INPUTS : ComputePrecision.STRICT);
    }

    /** A pool with a few blocks that belong to nobody. */
    KvCacheSpec pool() {
        return new KvCacheSpec(cache, LAYERS, batch.size() * maxBlocks() + 3);
    }

    /** Multiplications of the oracle and of what fills the cache. */
    long work() {
        long scores =
                batch.stream().mapToLong(l -> (long) l.queries() * l.tokens()).sum();
        long numbers = pool().byteSize() / cache.type().bytes();
        return 2 * scores * queryHeads * (cache.keyDim() + cache.valueDim()) + 8 * numbers;
    }

    String id() {
        String value = cache.valueInKey()
                ? ",v=in_key" + cache.valueDim()
                : cache.valueDim() == cache.keyDim() ? "" : ",v=" + cache.valueDim();
        String lengths = batch.stream().map(l -> l.queries() + "/" + l.tokens()).collect(Collectors.joining("_"));
        return "attention[q=" + GemmCase.name(query) + ",kv=" + GemmCase.name(cache.type()) + ",o="
                + GemmCase.name(output) + ",heads=" + queryHeads + "/" + cache.kvHeads() + ",dim=" + cache.keyDim()
                + value + ",block=" + cache.blockSize() + "," + maskName()
                + (softCap > 0 ? ",cap=" + softCap : "")
                + (extras.sinks() ? ",sinks" : "")
                + (extras.alibi() ? ",alibi" : "")
                + (extras.reduced() ? ",reduced" : "")
                + (extras.padding() > 0 ? ",padding=" + extras.padding() : "") + ",batch=" + lengths
                + OpCases.layout(extras.strided());
    }

    private String maskName() {
        return switch (mask) {
            case AttentionMask.Bidirectional() -> "bidirectional";
            case AttentionMask.Causal(int window) -> window > 0 ? "window=" + window : "causal";
        };
    }

    KernelCase build() {
        return new KernelCase(
                id(),
                List.of(new Operator.Caching(pool()), new Operator.Attending(spec())),
                passes(),
                Tiers.byWork(work()),
                (bench, fill) -> new AttentionWorkload(this, bench));
    }

    /** The exact pass makes every query see one key only, which caps, sinks and slopes would blur; a short key cannot tell more than 4096 of them apart. */
    private Set<Pass> passes() {
        boolean sharp = softCap == 0 && !extras.sinks() && !extras.alibi() && !cache.valueInKey();
        return sharp && cache.keyDim() >= 16 && maxTokens() < 4096
                ? EnumSet.allOf(Pass.class)
                : EnumSet.of(Pass.RANDOM);
    }
}
