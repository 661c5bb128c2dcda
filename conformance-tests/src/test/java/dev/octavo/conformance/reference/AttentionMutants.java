package dev.octavo.conformance.reference;

import dev.octavo.spi.Backend;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Backends whose attention is wrong in one way each. */
final class AttentionMutants {

    private AttentionMutants() {}

    /** The window is one token too wide. */
    static Backend windowOffByOne(ReferenceBackend right) {
        return WrappedFamilies.attention(right, spec -> {
            AttentionMask mask = spec.mask() instanceof AttentionMask.Causal(int window) && window > 0
                    ? new AttentionMask.Causal(window + 1)
                    : spec.mask();
            return new WrappedPlan<>(right.attention().prepare(withMask(spec, mask)));
        });
    }

    /** Every query sees the keys that come after it. */
    static Backend maskForgotten(ReferenceBackend right) {
        return WrappedFamilies.attention(
                right,
                spec -> new WrappedPlan<>(
                        right.attention().prepare(withMask(spec, new AttentionMask.Bidirectional()))));
    }

    private static AttentionSpec withMask(AttentionSpec spec, AttentionMask mask) {
        return new AttentionSpec(
                spec.queryHeads(),
                spec.cache(),
                mask,
                spec.scale(),
                spec.softCap(),
                spec.sinks(),
                spec.alibi(),
                spec.query(),
                spec.output(),
                spec.maxQueryLength(),
                spec.maxSequences());
    }

    /** Query head h reads key/value head {@code h % kvHeads}: results of heads come out exchanged. */
    static Backend wrongHeadGroup(ReferenceBackend right) {
        return WrappedFamilies.attention(right, spec -> new WrappedPlan<>(
                right.attention().prepare(spec)) {
            @Override
            void after(AttentionArgs args) {
                Layout layout = args.out().layout();
                int headBytes = layout.columns() * args.out().type().bytes();
                for (int token = 0; token < layout.batch() && layout.rows() > 2; token++) {
                    long at = layout.offset(token, 1) * args.out().type().bytes();
                    MemorySegment second = WrappedPlan.bytes(args.out()).asSlice(at, headBytes);
                    MemorySegment third = WrappedPlan.bytes(args.out()).asSlice(at + headBytes, headBytes);
                    byte[] kept = second.toArray(ValueLayout.JAVA_BYTE);
                    second.copyFrom(third);
                    third.copyFrom(MemorySegment.ofArray(kept));
                }
            }
        });
    }

    /** Sequence lengths are read by the host when the operator is enqueued. */
    static Backend lengthsBakedIntoGraphs(ReferenceBackend right) {
        List<DeviceBuffer> copies = new ArrayList<>();
        return WrappedFamilies.attention(
                right,
                spec ->
                        new WrappedPlan<>(right.attention().prepare(spec), args -> {
                            TensorRef lengths = args.sequenceLengths();
                            DeviceBuffer copy = right.memory().allocate(lengths.byteSpan(), MemoryKind.DEVICE, "baked");
                            copy.hostView()
                                    .orElseThrow()
                                    .copyFrom(WrappedPlan.bytes(lengths).asSlice(0, lengths.byteSpan()));
                            copies.add(copy);
                            return withLengths(
                                    args,
                                    TensorRef.vector(
                                            copy, DType.I32, lengths.layout().columns()));
                        }) {
                            @Override
                            public void close() {
                                super.close();
                                copies.forEach(DeviceBuffer::close);
                            }
                        });
    }

    private static AttentionArgs withLengths(AttentionArgs args, TensorRef lengths) {
        return new AttentionArgs(
                args.query(),
                args.cache(),
                args.layer(),
                args.queryStart(),
                lengths,
                args.blockTable(),
                args.maxQueryLength(),
                args.maxSequenceLength(),
                args.sinks(),
                args.alibiSlopes(),
                args.out());
    }

    /** Values of the whole last block take part with weight 0, and 0 times NaN is NaN. */
    static Backend readsUnwrittenSlots(ReferenceBackend right) {
        return WrappedFamilies.attention(
                right, spec -> new WrappedPlan<>(right.attention().prepare(spec)) {
                    @Override
                    void after(AttentionArgs args) {
                        int[] starts = Marshal.integers(right, args.queryStart());
                        int[] lengths = Marshal.integers(right, args.sequenceLengths());
                        for (int i = 0; i < lengths.length; i++) {
                            if (lengths[i] % spec.cache().blockSize() != 0 && starts[i + 1] > starts[i]) {
                                spoil(args, spec.cache(), i, lengths[i], starts[i]);
                            }
                        }
                    }

                    private void spoil(AttentionArgs args, KvLayout cache, int sequence, int length, int token) {
                        int blocks = args.blockTable().layout().columns();
                        int[] table = Marshal.integers(right, args.blockTable());
                        int block = table[sequence * blocks + length / cache.blockSize()];
                        double[] key = new double[cache.kvHeads() * cache.keyDim()];
                        int last = cache.blockSize() - 1;
                        ((ReferenceKvCache) args.cache()).readKey(args.layer(), block, last, key, 0);
                        TensorRef out = args.out();
                        double[] spoilt = {0};
                        long at = out.byteOffset()
                                + out.layout().offset(token, 0) * out.type().bytes();
                        MemorySegment memory = out.buffer().hostView().orElseThrow();
                        Elements.read(memory, at, out.type(), spoilt, 0, 1);
                        spoilt[0] += 0 * key[0];
                        Elements.write(spoilt, 0, 1, memory, at, out.type());
                    }
                });
    }
}
