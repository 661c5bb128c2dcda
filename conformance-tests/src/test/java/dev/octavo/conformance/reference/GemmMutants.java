package dev.octavo.conformance.reference;

import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;

/** Backends whose matrix products are wrong in one way each. */
final class GemmMutants {

    private GemmMutants() {}

    /** Columns behind the last whole tile of 16 stay as they were. */
    static Backend lastTileSkipped(ReferenceBackend right) {
        return WrappedFamilies.gemm(
                right, spec -> new WrappedPlan<>(right.gemm().prepare(spec)) {
                    @Override
                    void after(GemmArgs args) {
                        int columns = args.out().layout().columns();
                        for (int row = 0; row < args.out().layout().rows(); row++) {
                            for (int column = columns - columns % 16; column < columns; column++) {
                                poison(args.out(), row, column);
                            }
                        }
                    }
                });
    }

    private static void poison(TensorRef out, int row, int column) {
        long at = (out.layout().offset(0, row) + column) * out.type().bytes();
        WrappedPlan.bytes(out).asSlice(at, out.type().bytes()).fill((byte) 0xFF);
    }

    /** Each plan computes once, and gives that result again ever after. */
    static Backend staleOutput(ReferenceBackend right) {
        return WrappedFamilies.gemm(
                right, spec -> new WrappedPlan<>(right.gemm().prepare(spec)) {
                    private byte[] first = {};

                    @Override
                    void after(GemmArgs args) {
                        MemorySegment out = WrappedPlan.bytes(args.out())
                                .asSlice(0, args.out().byteSpan());
                        if (first.length == 0) {
                            first = out.toArray(ValueLayout.JAVA_BYTE);
                        } else {
                            out.copyFrom(MemorySegment.ofArray(first));
                        }
                    }
                });
    }

    /** The steps of an epilogue run in reverse. */
    static Backend epilogueReversed(ReferenceBackend right) {
        return WrappedFamilies.gemm(right, spec -> {
            GemmSpec reversed = new GemmSpec(
                    spec.weights(),
                    spec.activation(),
                    spec.output(),
                    spec.maxRows(),
                    spec.precision(),
                    spec.epilogue().reversed());
            return new WrappedPlan<>(
                    right.gemm().prepare(reversed),
                    args -> new GemmArgs(
                            args.a(),
                            args.weights(),
                            args.out(),
                            args.operands().reversed(),
                            args.expertOffsets()));
        });
    }

    /** One element of the result changes by its last bit from run to run. */
    static Backend nonDeterministic(ReferenceBackend right) {
        AtomicInteger runs = new AtomicInteger();
        return WrappedFamilies.gemm(
                right, spec -> new WrappedPlan<>(right.gemm().prepare(spec)) {
                    @Override
                    void after(GemmArgs args) {
                        MemorySegment out = WrappedPlan.bytes(args.out());
                        byte low = out.get(ValueLayout.JAVA_BYTE, 0);
                        out.set(ValueLayout.JAVA_BYTE, 0, (byte) (low ^ (runs.incrementAndGet() & 1)));
                    }
                });
    }

    /** The element behind the last one is written too. */
    static Backend writesPastTheEnd(ReferenceBackend right) {
        return WrappedFamilies.gemm(right, spec -> new WrappedPlan<>(
                right.gemm().prepare(spec)) {
            @Override
            void after(GemmArgs args) {
                WrappedPlan.bytes(args.out()).asSlice(args.out().byteSpan(), 4).fill((byte) 0);
            }
        });
    }

    /** Activations are scaled in place and scaled back with a loss. */
    static Backend changesItsInput(ReferenceBackend right) {
        return WrappedFamilies.gemm(
                right, spec -> new WrappedPlan<>(right.gemm().prepare(spec)) {
                    @Override
                    void after(GemmArgs args) {
                        MemorySegment a = WrappedPlan.bytes(args.a());
                        a.set(ValueLayout.JAVA_BYTE, 0, (byte) (a.get(ValueLayout.JAVA_BYTE, 0) ^ 1));
                    }
                });
    }

    /** The result is kept in bf16 on the way to an f32 output. */
    static Backend halfPrecision(ReferenceBackend right) {
        return WrappedFamilies.gemm(right, spec -> new WrappedPlan<>(
                right.gemm().prepare(spec)) {
            @Override
            void after(GemmArgs args) {
                TensorRef out = args.out();
                for (int row = 0; out.type().bytes() == 4 && row < out.layout().rows(); row++) {
                    for (int column = 0; column < out.layout().columns(); column++) {
                        long at = (out.layout().offset(0, row) + column) * 4;
                        WrappedPlan.bytes(out).asSlice(at, 2).fill((byte) 0);
                    }
                }
            }
        });
    }

    /** Says yes to everything, but prepares only what it can. */
    static Backend supportSaysYes(ReferenceBackend right) {
        return withSupport(right, new Support.Native("boast"), new Support.Unsupported("k of 64 is too hard"));
    }

    /** Says no, but prepares all the same. */
    static Backend supportSaysNo(ReferenceBackend right) {
        return withSupport(right, new Support.Unsupported("not today"), new Support.Native("plain"));
    }

    private static Backend withSupport(ReferenceBackend right, Support said, Support meant) {
        return new WrappedBackend(right) {
            @Override
            public Gemm gemm() {
                Gemm family = right.gemm();
                return new Gemm() {
                    @Override
                    public Support support(GemmSpec spec) {
                        return said;
                    }

                    @Override
                    public Plan<GemmArgs> prepare(GemmSpec spec) {
                        if (meant instanceof Support.Unsupported(String reason)) {
                            throw new UnsupportedSpecException(reason);
                        }
                        return family.prepare(spec);
                    }

                    @Override
                    public Weights load(WeightSpec spec, WeightSource source, CommandSink sink) {
                        return family.load(spec, source, sink);
                    }
                };
            }
        };
    }
}
