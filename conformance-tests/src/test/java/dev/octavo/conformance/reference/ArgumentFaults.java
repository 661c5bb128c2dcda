package dev.octavo.conformance.reference;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.ChainSpec;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Arguments that are not looked at, or too late. */
final class ArgumentFaults {

    private ArgumentFaults() {}

    /** A product that takes arguments which do not fit, and makes them fit. */
    private static Mutant lenient(String id, String what, UnaryOperator<GemmArgs> bend) {
        return new Mutant(
                "argument-" + id,
                List.of("argument"),
                what,
                right -> WrappedFamilies.gemm(
                        right,
                        spec -> new WrappedPlan<>(
                                right.gemm().prepare(spec),
                                args -> args.weights() instanceof ReferenceWeights ? bend.apply(args) : args)));
    }

    private static Mutant lenientOps(
            String id, String what, BiFunction<TensorOpSpec, TensorOpArgs, TensorOpArgs> bend) {
        return new Mutant(
                "argument-" + id,
                List.of("argument"),
                what,
                right -> WrappedFamilies.ops(
                        right, spec -> new WrappedPlan<>(right.ops().prepare(spec), args -> bend.apply(spec, args))));
    }

    static Stream<Mutant> all() {
        return Stream.of(
                lenient(
                        "type",
                        "a's type is not looked at",
                        args -> new GemmArgs(
                                new TensorRef(
                                        args.a().buffer(),
                                        args.a().byteOffset(),
                                        DType.F32,
                                        args.a().layout()),
                                args.weights(),
                                args.out(),
                                args.operands(),
                                args.expertOffsets())),
                lenient(
                        "rows",
                        "rows of out that a lacks are left alone",
                        args -> new GemmArgs(
                                args.a(),
                                args.weights(),
                                args.out().layout().rows() > args.a().layout().rows()
                                        ? args.out()
                                                .view(
                                                        0,
                                                        Layout.matrix(
                                                                args.a()
                                                                        .layout()
                                                                        .rows(),
                                                                args.out()
                                                                        .layout()
                                                                        .columns()))
                                        : args.out(),
                                args.operands(),
                                args.expertOffsets())),
                lenient(
                        "columns",
                        "columns of a that the weights lack are ignored",
                        args -> new GemmArgs(
                                args.a().layout().columns()
                                                > args.weights().spec().k()
                                        ? args.a()
                                                .view(
                                                        0,
                                                        Layout.matrix(
                                                                args.a()
                                                                        .layout()
                                                                        .rows(),
                                                                args.weights()
                                                                        .spec()
                                                                        .k(),
                                                                args.a()
                                                                        .layout()
                                                                        .rowStride()))
                                        : args.a(),
                                args.weights(),
                                args.out(),
                                args.operands(),
                                args.expertOffsets())),
                lenient(
                        "operands",
                        "operands that nobody takes are ignored",
                        args -> new GemmArgs(
                                args.a(),
                                args.weights(),
                                args.out(),
                                args.operands()
                                        .subList(0, Math.min(1, args.operands().size())),
                                args.expertOffsets())),
                lenientOps(
                        "inputs",
                        "inputs that nobody takes are ignored",
                        (spec, args) -> new TensorOpArgs(
                                args.inputs().subList(0, Math.min(args.inputs().size(), inputs(spec))),
                                args.outputs())),
                lenientOps(
                        "outputs",
                        "outputs that nobody takes are ignored",
                        (spec, args) -> spec instanceof ElementwiseSpec
                                ? new TensorOpArgs(
                                        args.inputs(),
                                        args.outputs()
                                                .subList(
                                                        0,
                                                        Math.min(
                                                                1,
                                                                args.outputs().size())))
                                : args),
                lenientOps(
                        "output-type",
                        "the output's type is not looked at",
                        (spec, args) -> spec instanceof ElementwiseSpec e
                                        && !args.outputs().isEmpty()
                                ? new TensorOpArgs(
                                        args.inputs(),
                                        List.of(typed(args.outputs().getFirst(), e.output())))
                                : args),
                new Mutant(
                        "argument-null",
                        List.of("argument", "empty"),
                        "wrong arguments end in a NullPointerException",
                        right -> WrappedFamilies.ops(right, spec -> new WrappedPlan<>(
                                right.ops().prepare(spec)) {
                            @Override
                            public void enqueue(CommandSink sink, TensorOpArgs args, @Nullable DeviceBuffer workspace) {
                                try {
                                    super.enqueue(sink, args, workspace);
                                } catch (IllegalArgumentException e) {
                                    throw new NullPointerException();
                                }
                            }
                        })),
                new Mutant(
                        "argument-late",
                        List.of("argument"),
                        "wrong arguments are found when part of the output is written",
                        right -> WrappedFamilies.ops(right, spec -> new WrappedPlan<>(
                                right.ops().prepare(spec)) {
                            @Override
                            public void enqueue(CommandSink sink, TensorOpArgs args, @Nullable DeviceBuffer workspace) {
                                try {
                                    super.enqueue(sink, args, workspace);
                                } catch (IllegalArgumentException e) {
                                    args.outputs().forEach(ArgumentFaults::scribble);
                                    throw e;
                                }
                            }
                        })),
                new Mutant(
                        "argument-cache-layer",
                        List.of("argument"),
                        "a layer behind the last one is the last one",
                        right -> WrappedFamilies.attention(
                                right,
                                spec -> new WrappedPlan<>(
                                        right.attention().prepare(spec),
                                        args -> layer(
                                                args,
                                                Math.clamp(
                                                        args.layer(),
                                                        0,
                                                        args.cache().spec().layers() - 1))))),
                new Mutant(
                        "argument-sinks",
                        List.of("argument"),
                        "sinks that the spec lacks are ignored",
                        right -> WrappedFamilies.attention(
                                right,
                                spec -> new WrappedPlan<>(
                                        right.attention().prepare(spec),
                                        args -> spec.sinks() ? args : withoutSinks(args)))));
    }

    private static void scribble(TensorRef ref) {
        if (ref.buffer() instanceof ReferenceBuffer own && ref.byteSpan() > 0) {
            own.hostView().orElseThrow().asSlice(ref.byteOffset(), 1).fill((byte) 9);
        }
    }

    private static int inputs(TensorOpSpec spec) {
        return spec instanceof ChainSpec ? Integer.MAX_VALUE : OpChecks.inputs(spec);
    }

    private static TensorRef typed(TensorRef ref, DType type) {
        return new TensorRef(ref.buffer(), ref.byteOffset(), type, ref.layout());
    }

    private static AttentionArgs layer(AttentionArgs args, int layer) {
        return new AttentionArgs(
                args.query(),
                args.cache(),
                layer,
                args.queryStart(),
                args.sequenceLengths(),
                args.blockTable(),
                args.maxQueryLength(),
                args.maxSequenceLength(),
                args.sinks(),
                args.alibiSlopes(),
                args.out());
    }

    private static AttentionArgs withoutSinks(AttentionArgs args) {
        return new AttentionArgs(
                args.query(),
                args.cache(),
                args.layer(),
                args.queryStart(),
                args.sequenceLengths(),
                args.blockTable(),
                args.maxQueryLength(),
                args.maxSequenceLength(),
                Optional.empty(),
                args.alibiSlopes(),
                args.out());
    }
}
