package dev.octavo.runtime.plan;

import dev.octavo.spi.InternalException;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;

/**
 * Holds args against their spec when a step's commands are made, once per shape, so that running them needs no checks. A failure is a defect of a model definition or of
 * the planner, found before a backend can read or write out of bounds.
 */
final class ArgumentChecks {

    private ArgumentChecks() {}

    static GemmArgs check(GemmSpec spec, GemmArgs args) {
        int rows = args.a().layout().rows();
        matrix("a", args.a(), spec.activation(), rows, spec.weights().k());
        matrix("out", args.out(), spec.output(), rows, spec.outputColumns());
        expect(rows <= spec.maxRows(), spec, "rows", rows, "at most " + spec.maxRows());
        expect(
                args.weights().spec().equals(spec.weights()),
                spec,
                "weights",
                args.weights().spec(),
                spec.weights());
        long wanted = spec.epilogue().stream()
                .filter(step -> step instanceof Epilogue.Bias || step instanceof Epilogue.AddResidual)
                .count();
        expect(
                args.operands().size() == wanted,
                spec,
                "operands",
                args.operands().size(),
                wanted);
        return args;
    }

    static AttentionArgs check(AttentionSpec spec, AttentionArgs args) {
        KvLayout cache = spec.cache();
        int tokens = args.query().layout().batch();
        heads("query", args.query(), spec.query(), tokens, spec.queryHeads(), cache.keyDim());
        heads("out", args.out(), spec.output(), tokens, spec.queryHeads(), cache.valueDim());
        expect(
                args.cache().spec().layout().equals(cache),
                spec,
                "cache",
                args.cache().spec().layout(),
                cache);
        int sequences = args.sequenceLengths().layout().columns();
        expect(sequences <= spec.maxSequences(), spec, "sequences", sequences, "at most " + spec.maxSequences());
        expect(
                args.queryStart().layout().columns() == sequences + 1,
                spec,
                "query starts",
                args.queryStart(),
                sequences + 1);
        expect(
                args.blockTable().layout().rows() == sequences,
                spec,
                "block table",
                args.blockTable(),
                sequences + " rows");
        expect(args.sinks().isPresent() == spec.sinks(), spec, "sinks", args.sinks(), spec.sinks());
        expect(args.alibiSlopes().isPresent() == spec.alibi(), spec, "slopes", args.alibiSlopes(), spec.alibi());
        return args;
    }

    private static void matrix(String name, TensorRef tensor, DType type, int rows, int columns) {
        boolean fits = tensor.type() == type
                && tensor.layout().batch() == 1
                && tensor.layout().rows() == rows
                && tensor.layout().columns() == columns;
        expect(fits, "matrix", name, tensor.type() + "" + tensor.layout(), type + "[" + rows + "x" + columns + "]");
    }

    private static void heads(String name, TensorRef tensor, DType type, int tokens, int heads, int headDim) {
        boolean fits = tensor.type() == type
                && tensor.layout().batch() == tokens
                && tensor.layout().rows() == heads
                && tensor.layout().columns() == headDim;
        String wanted = type + "[" + tokens + "x" + heads + "x" + headDim + "]";
        expect(fits, "heads", name, tensor.type() + "" + tensor.layout(), wanted);
    }

    private static void expect(boolean ok, Object spec, String what, Object got, Object wanted) {
        if (!ok) {
            throw new InternalException(what + " is " + got + ", expected " + wanted + ", for " + spec
                    + "; a model definition and the planner disagree, please report it");
        }
    }
}
