package dev.octavo.conformance.reference;

import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.TensorOpArgs;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Operators that go wrong where one tensor stands in several places of their args. */
final class AliasFaults {

    private AliasFaults() {}

    static Stream<Mutant> all() {
        Stream<Mutant> everywhere = Stream.of(
                        Surface.GEMM,
                        Surface.ELEMENTWISE,
                        Surface.ACTIVATION,
                        Surface.SOFTMAX,
                        Surface.RMS_NORM,
                        Surface.LAYER_NORM,
                        Surface.CHAIN)
                .flatMap(AliasFaults::common);
        return Stream.concat(everywhere, single());
    }

    private static Stream<Mutant> common(Surface surface) {
        return Stream.of(
                surface.begun(
                        "in-place-cleared",
                        "an output that is an input is cleared first",
                        args -> clear(args, AliasFaults::overlap)),
                surface.begun(
                        "in-place-slice",
                        "an output is known to be an input by its buffer object alone, otherwise it is cleared first",
                        args -> clear(
                                args,
                                (in, out) -> overlap(in, out) && !in.buffer().equals(out.buffer()))),
                surface.begun(
                        "in-place-last-row",
                        "where the output is an input, its last row is overwritten before it is read",
                        AliasFaults::clearLastRow));
    }

    private static Stream<Mutant> single() {
        return Stream.of(
                Surface.ELEMENTWISE.begun("same-operands", "one tensor as both operands counts once", args -> {
                    if (args.inputs().get(0).equals(args.inputs().get(1))
                            && !args.inputs().get(0).equals(args.outputs().getFirst())) {
                        throw new IllegalArgumentException("one tensor as both operands");
                    }
                }),
                Surface.ELEMENTWISE.begun(
                        "second-in-place",
                        "only the first operand may be the output",
                        args -> clear(
                                new TensorOpArgs(List.of(args.inputs().get(1)), args.outputs()), AliasFaults::overlap)),
                Surface.ACTIVATION.begun(
                        "value-in-place",
                        "only the gate may be the output",
                        args -> clear(
                                new TensorOpArgs(List.of(args.inputs().getLast()), args.outputs()),
                                (in, out) -> args.inputs().size() > 1 && overlap(in, out))),
                residual(Surface.RMS_NORM),
                residual(Surface.LAYER_NORM),
                Surface.ROPE.spoilt("one-buffer", "of outputs in one buffer the first alone is rotated", shot -> {
                    for (int i = 1; i < shot.outputs().size(); i++) {
                        if (shot.outputs().get(i).buffer().equals(shot.out().buffer())) {
                            undo(shot, i);
                        }
                    }
                }));
    }

    /** In place, the sum is made of what was stored, not of x. */
    private static Mutant residual(Surface surface) {
        return surface.spoilt("residual-in-place", "in place, a residual gets the normalised x", shot -> {
            TensorRef x = shot.inputs().getFirst();
            if (shot.outputs().size() > 1 && overlap(x, shot.out())) {
                TensorRef residual = shot.outputs().get(1);
                double[] sum = Marshal.read(shot.right(), residual).values();
                double[] normalised = shot.numbers().values();
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += normalised[i];
                }
                Marshal.write(shot.right(), Marshal.read(shot.right(), residual).with(sum), residual);
            }
        });
    }

    private static void undo(Shot shot, int output) {
        TensorRef ref = shot.outputs().get(output);
        forRows(
                ref,
                (at, bytes) -> MemorySegment.copy(
                        MemorySegment.ofArray(shot.before().get(output)), at, shot.buffer(ref), at, bytes));
    }

    private static boolean overlap(TensorRef a, TensorRef b) {
        return a.byteSpan() > 0
                && b.byteSpan() > 0
                && WrappedPlan.bytes(a).address() == WrappedPlan.bytes(b).address();
    }

    private static void clear(TensorOpArgs args, BiPredicate<TensorRef, TensorRef> wanted) {
        outputs(args, wanted).forEach(out -> {
            MemorySegment bytes = out.buffer().hostView().orElseThrow();
            forRows(out, (at, count) -> bytes.asSlice(at, count).fill((byte) 0));
        });
    }

    private static void clearLastRow(TensorOpArgs args) {
        outputs(args, AliasFaults::overlap).forEach(out -> {
            MemorySegment bytes = out.buffer().hostView().orElseThrow();
            List<long[]> rows = new ArrayList<>();
            forRows(out, (at, count) -> rows.add(new long[] {at, count}));
            bytes.asSlice(rows.getLast()[0], rows.getLast()[1]).fill((byte) 0);
        });
    }

    private static List<TensorRef> outputs(TensorOpArgs args, BiPredicate<TensorRef, TensorRef> wanted) {
        return args.outputs().stream()
                .filter(out -> args.inputs().stream().anyMatch(in -> wanted.test(in, out)))
                .toList();
    }

    /** Where a row lies in its buffer. */
    private interface Row {
        void at(long byteOffset, long bytes);
    }

    private static void forRows(TensorRef ref, Row row) {
        int bytes = ref.type().bytes();
        int rows = ref.layout().rows();
        IntStream.range(0, ref.layout().batch() * rows)
                .forEach(i -> row.at(
                        ref.byteOffset() + ref.layout().offset(i / rows, i % rows) * bytes,
                        (long) ref.layout().columns() * bytes));
    }
}
