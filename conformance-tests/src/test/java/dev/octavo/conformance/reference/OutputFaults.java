package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.TensorRef;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.stream.Stream;

/** Results that are right but for where, when or how they are stored; wherever results come out. */
final class OutputFaults {

    private OutputFaults() {}

    static Stream<Mutant> all() {
        Stream<Mutant> everywhere = Stream.of(
                        Surface.GEMM,
                        Surface.ATTENTION,
                        Surface.RMS_NORM,
                        Surface.ELEMENTWISE,
                        Surface.SOFTMAX,
                        Surface.ACTIVATION)
                .flatMap(OutputFaults::common);
        Stream<Mutant> tiles = Stream.of(Surface.GEMM, Surface.ATTENTION, Surface.RMS_NORM, Surface.CAST)
                .flatMap(OutputFaults::tiles);
        return Stream.of(everywhere, tiles, rare()).flatMap(all -> all);
    }

    private static Stream<Mutant> common(Surface surface) {
        return Stream.of(
                surface.spoilt("stale", "the first result of a plan is given again ever after", OutputFaults::stale),
                surface.spoilt("only-first-run", "only the first run of a plan writes", shot -> {
                    for (int row = 0; row < shot.rows() && shot.run() > 1; row++) {
                        shot.undo(row, 0);
                    }
                }),
                surface.spoilt("accumulates", "the result is added to what the output held", shot -> {
                    double[] old = OutputFaults.before(shot);
                    shot.change(now -> {
                        for (int i = 0; i < now.length; i++) {
                            now[i] += Double.isNaN(old[i]) ? 0 : old[i];
                        }
                    });
                    keepRun(shot);
                }),
                surface.spoilt(
                        "past-the-end",
                        "the element behind the last one is written",
                        shot -> shot.buffer(shot.out())
                                .asSlice(
                                        shot.out().byteOffset() + shot.out().byteSpan(),
                                        shot.out().type().bytes())
                                .fill((byte) 0)),
                surface.spoilt("before-the-start", "the element before the first one is written", shot -> {
                    int bytes = shot.out().type().bytes();
                    shot.buffer(shot.out())
                            .asSlice(shot.out().byteOffset() - bytes, bytes)
                            .fill((byte) 0);
                }),
                surface.spoilt("into-the-gap", "gaps between strided rows are overwritten", OutputFaults::gaps),
                surface.spoilt("changes-input", "the first input loses its last bit", shot -> {
                    MemorySegment input = shot.buffer(shot.inputs().getFirst());
                    long at = shot.inputs().getFirst().byteOffset();
                    input.set(ValueLayout.JAVA_BYTE, at, (byte) (input.get(ValueLayout.JAVA_BYTE, at) ^ 1));
                }),
                surface.spoilt("not-deterministic", "the last bit of a result changes from run to run", shot -> {
                    MemorySegment out = shot.buffer(shot.out());
                    long at = shot.out().byteOffset();
                    out.set(ValueLayout.JAVA_BYTE, at, (byte) (out.get(ValueLayout.JAVA_BYTE, at) ^ (shot.run() & 1)));
                }),
                surface.spoilt("bf16-inside", "f32 results pass through bf16", shot -> through(shot, DType.BF16)),
                surface.spoilt("f16-inside", "f32 results pass through f16", shot -> through(shot, DType.F16)),
                surface.spoilt(
                        "one-step-less",
                        "every other result in 16 bits is one step too small",
                        OutputFaults::oneStepLess));
    }

    private static Stream<Mutant> tiles(Surface surface) {
        return Stream.of(4, 8, 16, 32, 64)
                .flatMap(tile -> Stream.of(
                        surface.spoilt(
                                "column-tail-" + tile,
                                "columns behind the last tile of " + tile + " are left out",
                                shot -> {
                                    int whole = shot.columns() - shot.columns() % tile;
                                    for (int row = 0; row < shot.rows(); row++) {
                                        shot.undo(row, whole);
                                    }
                                }),
                        surface.spoilt(
                                "row-tail-" + tile, "rows behind the last tile of " + tile + " are left out", shot -> {
                                    int count = surface == Surface.ATTENTION
                                            ? shot.out().layout().batch()
                                            : shot.rows();
                                    int each = shot.rows() / Math.max(count, 1);
                                    for (int row = (count - count % tile) * each;
                                            row < shot.rows() && count > tile;
                                            row++) {
                                        shot.undo(row, 0);
                                    }
                                })));
    }

    private static Stream<Mutant> rare() {
        return Stream.of(
                Surface.GEMM.spoilt(
                        "race", "two threads write without order: a row holds the old result now and then", shot -> {
                            if (shot.run() % 3 == 2 && shot.rows() > 1) {
                                shot.undo(shot.rows() - 1, shot.columns() / 2);
                            }
                        }),
                Surface.GEMM.spoilt(
                        "first-replay-only", "from the second launch of a graph on nothing is written", shot -> {
                            for (int row = 0; row < shot.rows() && shot.run() > 3; row++) {
                                shot.undo(row, 0);
                            }
                        }),
                Surface.GEMM.spoilt(
                        "negative-zero",
                        "negative results near zero are flushed",
                        shot -> shot.change(now -> {
                            for (int i = 0; i < now.length; i++) {
                                now[i] = Math.abs(now[i]) < 0.05 ? 0 : now[i];
                            }
                        })),
                Surface.GEMM.spoilt("rows-swapped", "the last two rows change places", shot -> swapRows(shot, 2)),
                Surface.GEMM.spoilt(
                        "columns-swapped", "two columns change places where there are more than 16", shot -> {
                            int width = shot.columns();
                            shot.change(now -> {
                                for (int at = 0; at + 16 < now.length && width > 16; at += width) {
                                    double kept = now[at + 15];
                                    now[at + 15] = now[at + 16];
                                    now[at + 16] = kept;
                                }
                            });
                        }),
                Surface.ATTENTION.spoilt(
                        "heads-swapped", "two heads of a group change places", shot -> swapRows(shot, 2)),
                Surface.LAYER_NORM.spoilt(
                        "stale", "the first result of a plan is given again ever after", OutputFaults::stale),
                Surface.ROPE.spoilt("second-tensor", "only the first of two tensors is rotated", shot -> {
                    if (shot.outputs().size() > 1) {
                        shot.buffer(shot.outputs().get(1))
                                .copyFrom(MemorySegment.ofArray(shot.before().get(1)));
                    }
                }),
                Surface.ROPE.spoilt("into-the-gap", "gaps between strided tokens are overwritten", OutputFaults::gaps),
                Surface.CHAIN.spoilt(
                        "between",
                        "what a chain's steps hand on is not stored",
                        shot -> shot.buffer(shot.out())
                                .copyFrom(MemorySegment.ofArray(shot.before().getFirst()))),
                Surface.CHAIN.spoilt(
                        "last",
                        "the last step of a chain is not run",
                        shot -> shot.buffer(shot.outputs().getLast())
                                .copyFrom(MemorySegment.ofArray(shot.before().getLast()))),
                Surface.ROUTE.spoilt("offsets-short", "the last offset of the experts is not written", shot -> {
                    TensorRef offsets = shot.outputs().get(2);
                    shot.buffer(offsets)
                            .asSlice(offsets.byteOffset() + offsets.byteSpan() - 4, 4)
                            .fill((byte) 0);
                }),
                Surface.GATHER.spoilt(
                        "stale", "the first result of a plan is given again ever after", OutputFaults::stale),
                Surface.SELECT.spoilt(
                        "stale", "the first result of a plan is given again ever after", OutputFaults::stale));
    }

    private static void swapRows(Shot shot, int count) {
        int width = shot.columns();
        int rows = shot.rows();
        shot.change(now -> {
            for (int i = 0; i < width && rows >= count; i++) {
                double kept = now[(rows - 1) * width + i];
                now[(rows - 1) * width + i] = now[(rows - 2) * width + i];
                now[(rows - 2) * width + i] = kept;
            }
        });
    }

    private static void stale(Shot shot) {
        TensorRef out = shot.out();
        Object first = shot.memory().putIfAbsent("first", shot.numbers());
        if (first instanceof Tensor old && old.values().length == out.layout().elements()) {
            shot.store(old);
        }
    }

    /** What the output held; poison counts as nothing, so that only the second run in a row shows the fault. */
    private static double[] before(Shot shot) {
        Object last = shot.memory().get("last");
        return last instanceof double[] old && old.length == shot.rows() * shot.columns()
                ? old
                : new double[shot.rows() * shot.columns()];
    }

    private static void keepRun(Shot shot) {
        shot.memory().put("last", shot.numbers().values());
    }

    private static void gaps(Shot shot) {
        TensorRef out = shot.out();
        int bytes = out.type().bytes();
        long columns = (long) out.layout().columns() * bytes;
        for (int row = 0; row + 1 < shot.rows(); row++) {
            int rows = out.layout().rows();
            long at = out.byteOffset() + out.layout().offset(row / rows, row % rows) * bytes + columns;
            long next = out.byteOffset() + out.layout().offset((row + 1) / rows, (row + 1) % rows) * bytes;
            if (next > at) {
                shot.buffer(out).asSlice(at, bytes).fill((byte) 0);
            }
        }
    }

    private static void through(Shot shot, DType narrow) {
        NumberFormat format = NumberFormat.of(narrow);
        if (shot.out().type() == DType.F32) {
            shot.change(now -> Arrays.setAll(now, i -> format.round(now[i])));
        }
    }

    private static void doubled(Shot shot) {
        int from = (shot.rows() - 1) * shot.columns();
        shot.change(now -> {
            for (int i = Math.max(from, 0); i < now.length; i++) {
                now[i] *= 2;
            }
        });
    }

    private static void oneStepLess(Shot shot) {
        DType type = shot.out().type();
        if (type.bytes() != 2) {
            return;
        }
        MemorySegment buffer = shot.buffer(shot.out());
        for (int row = 0; row < shot.rows(); row++) {
            int rows = shot.out().layout().rows();
            long at = shot.out().byteOffset() + shot.out().layout().offset(row / rows, row % rows) * 2;
            for (int column = row % 2; column < shot.columns(); column += 2) {
                short bits = buffer.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + 2L * column);
                if ((bits & 0x7FFF) > 0 && (bits & 0x7C00) != 0x7C00) {
                    buffer.set(ValueLayout.JAVA_SHORT_UNALIGNED, at + 2L * column, (short) (bits - 1));
                }
            }
        }
    }
}
