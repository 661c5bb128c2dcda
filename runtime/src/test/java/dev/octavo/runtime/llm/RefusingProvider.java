package dev.octavo.runtime.llm;

import dev.octavo.conformance.reference.ReferenceProvider;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.Capabilities;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.DeviceKind;
import dev.octavo.spi.DeviceMemory;
import dev.octavo.spi.OpFamily;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Probe;
import dev.octavo.spi.SpiVersion;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.Attention;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.KvCaches;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.spi.op.TensorOps;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The reference backend as a device of its own, which refuses the specs that a test names a reason for. Counts what is open and what was loaded. */
final class RefusingProvider implements BackendProvider {

    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger loaded = new AtomicInteger();

    private final String id;
    private final DeviceKind kind;
    private final Function<Object, Optional<String>> refusal;
    private final ReferenceProvider reference = new ReferenceProvider();

    RefusingProvider(String id, DeviceKind kind, Function<Object, Optional<String>> refusal) {
        this.id = id;
        this.kind = kind;
        this.refusal = refusal;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public SpiVersion requires() {
        return SpiVersion.current();
    }

    @Override
    public Probe probe() {
        return new Probe.Available(List.of(device()));
    }

    private DeviceInfo device() {
        return new DeviceInfo(
                id, 0, "device of " + id, kind, Optional.empty(), "driver 1", "plain", 1L << 34, 1L << 34);
    }

    @Override
    public Backend open(DeviceInfo device, BackendOptions options) {
        open.incrementAndGet();
        Probe.Available available = (Probe.Available) reference.probe();
        return new Refusing(reference.open(available.devices().getFirst(), options));
    }

    private Support answer(Object spec, Support otherwise) {
        return refusal.apply(spec).<Support>map(Support.Unsupported::new).orElse(otherwise);
    }

    private <S, A> Plan<A> prepare(S spec, OpFamily<S, A> family) {
        refusal.apply(spec).ifPresent(reason -> {
            throw new UnsupportedSpecException(reason);
        });
        return family.prepare(spec);
    }

    private final class Refusing implements Backend {

        private final Backend inner;

        Refusing(Backend inner) {
            this.inner = inner;
        }

        @Override
        public DeviceInfo device() {
            return RefusingProvider.this.device();
        }

        @Override
        public Capabilities capabilities() {
            return inner.capabilities();
        }

        @Override
        public DeviceMemory memory() {
            return inner.memory();
        }

        @Override
        public CommandQueue newQueue() {
            return inner.newQueue();
        }

        @Override
        public KvCaches kvCaches() {
            return inner.kvCaches();
        }

        @Override
        public Gemm gemm() {
            Gemm gemm = inner.gemm();
            return new Gemm() {
                @Override
                public Support support(GemmSpec spec) {
                    return answer(spec, gemm.support(spec));
                }

                @Override
                public Plan<GemmArgs> prepare(GemmSpec spec) {
                    return RefusingProvider.this.prepare(spec, gemm);
                }

                @Override
                public Weights load(WeightSpec spec, WeightSource source, CommandSink sink) {
                    loaded.incrementAndGet();
                    return gemm.load(spec, source, sink);
                }
            };
        }

        @Override
        public Attention attention() {
            Attention attention = inner.attention();
            return new Attention() {
                @Override
                public Support support(AttentionSpec spec) {
                    return answer(spec, attention.support(spec));
                }

                @Override
                public Plan<AttentionArgs> prepare(AttentionSpec spec) {
                    return RefusingProvider.this.prepare(spec, attention);
                }
            };
        }

        @Override
        public TensorOps ops() {
            TensorOps ops = inner.ops();
            return new TensorOps() {
                @Override
                public Support support(TensorOpSpec spec) {
                    return answer(spec, ops.support(spec));
                }

                @Override
                public Plan<TensorOpArgs> prepare(TensorOpSpec spec) {
                    return RefusingProvider.this.prepare(spec, ops);
                }
            };
        }

        @Override
        public void close() {
            open.decrementAndGet();
            inner.close();
        }
    }
}
