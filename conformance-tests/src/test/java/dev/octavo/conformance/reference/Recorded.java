package dev.octavo.conformance.reference;

import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.spi.op.TensorOps;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;

/** A right backend that takes notes of the bytes that cases give it, and of the order in which they ask for support. */
final class Recorded {

    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong questions = new AtomicLong();

    /** The same for the same bytes in any order, since threads have none. */
    long bytes() {
        return bytes.get();
    }

    /** The same for the same questions in the same order. */
    long questions() {
        return questions.get();
    }

    private void given(MemorySegment source) {
        CRC32 sum = new CRC32();
        sum.update(source.toArray(ValueLayout.JAVA_BYTE));
        bytes.addAndGet(0x9E37_79B9_7F4A_7C15L * (1 + sum.getValue()));
    }

    private void asked(Object spec) {
        questions.updateAndGet(sofar -> sofar * 31 + spec.toString().hashCode());
    }

    /** Opens a backend that is recorded here. */
    Backend open() {
        return new WrappedBackend((ReferenceBackend) ReferenceProvider.openDefault()) {
            @Override
            public CommandQueue newQueue() {
                return new ReferenceQueue(right) {
                    @Override
                    public void upload(MemorySegment source, DeviceBuffer target, long offset) {
                        given(source);
                        super.upload(source, target, offset);
                    }

                    @Override
                    public void fill(DeviceBuffer target, long offset, long count, byte value) {
                        bytes.addAndGet((value + 1000L) * 0xC2B2_AE3D_27D4_EB4FL);
                        super.fill(target, offset, count, value);
                    }
                };
            }

            @Override
            public Gemm gemm() {
                return new WrappedFamilies.PassedGemm(right.gemm()) {
                    @Override
                    public Support support(GemmSpec spec) {
                        asked(spec);
                        return super.support(spec);
                    }

                    @Override
                    public Weights load(WeightSpec spec, WeightSource source, CommandSink sink) {
                        source.parts().forEach(part -> given(part.values()));
                        return super.load(spec, source, sink);
                    }
                };
            }

            @Override
            public TensorOps ops() {
                TensorOps ops = right.ops();
                return new TensorOps() {
                    @Override
                    public Support support(TensorOpSpec spec) {
                        asked(spec);
                        return ops.support(spec);
                    }

                    @Override
                    public Plan<TensorOpArgs> prepare(TensorOpSpec spec) {
                        return ops.prepare(spec);
                    }
                };
            }
        };
    }
}
