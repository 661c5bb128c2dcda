package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.Operands;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.tensor.DType;
import java.util.Optional;

/** What the operands of attention have to be. */
final class AttentionChecks {

    private AttentionChecks() {}

    /** Throws {@link IllegalArgumentException} for operands that a plan is not for, and gives the pool otherwise. */
    static KvPool check(GpuCore core, AttentionSpec spec, AttentionArgs args) {
        if (!(args.cache() instanceof GpuKvCache own) || own.pool().core() != core) {
            throw new IllegalArgumentException("the KV cache was not made by this " + core.id() + " backend");
        }
        if (!own.spec().layout().equals(spec.cache())) {
            throw new IllegalArgumentException(
                    "the KV cache has layout " + own.spec().layout() + ", planned for " + spec.cache());
        }
        own.pool().check(args.layer(), 0);
        Operands.require("query", args.query(), spec.query(), spec.cache().keyDim());
        Operands.require("out", args.out(), spec.output(), spec.cache().valueDim());
        requireHeads("query", spec, args.query());
        requireHeads("out", spec, args.out());
        if (args.query().layout().batch() != args.out().layout().batch()) {
            throw new IllegalArgumentException(
                    "query has " + args.query().layout().batch() + " tokens, out "
                            + args.out().layout().batch());
        }
        checkBatch(spec, args);
        perHead("sinks", spec, spec.sinks(), args.sinks());
        perHead("alibiSlopes", spec, spec.alibi(), args.alibiSlopes());
        return own.pool();
    }

    private static void requireHeads(String what, AttentionSpec spec, TensorRef ref) {
        if (ref.layout().rows() != spec.queryHeads()) {
            throw new IllegalArgumentException(
                    what + " is [tokens, " + spec.queryHeads() + ", dim], not " + ref.layout());
        }
    }

    private static void checkBatch(AttentionSpec spec, AttentionArgs args) {
        Operands.requireType("sequenceLengths", args.sequenceLengths(), DType.I32);
        int sequences = args.sequenceLengths().layout().columns();
        Operands.require("queryStart", args.queryStart(), DType.I32, sequences + 1);
        Operands.requireType("blockTable", args.blockTable(), DType.I32);
        if (sequences > spec.maxSequences()
                || args.maxQueryLength() > spec.maxQueryLength()
                || args.blockTable().layout().rows() < sequences) {
            throw new IllegalArgumentException(sequences + " sequences of up to " + args.maxQueryLength()
                    + " queries, but the plan is for " + spec.maxSequences() + " of up to " + spec.maxQueryLength()
                    + " and the block table for " + args.blockTable().layout().rows());
        }
    }

    private static void perHead(String what, AttentionSpec spec, boolean wanted, Optional<TensorRef> ref) {
        if (wanted != ref.isPresent()) {
            throw new IllegalArgumentException(what + (wanted ? " are missing" : " are given, but not planned for"));
        }
        ref.ifPresent(tensor -> Operands.require(what, tensor, DType.F32, spec.queryHeads()));
    }
}
