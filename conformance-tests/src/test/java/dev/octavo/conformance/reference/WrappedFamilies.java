package dev.octavo.conformance.reference;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.op.Attention;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.spi.op.TensorOps;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import java.util.function.Function;

/** Operator families that pass everything on but the preparing of plans. */
final class WrappedFamilies {

    private WrappedFamilies() {}

    /** A backend whose matrix products are prepared otherwise. */
    static WrappedBackend gemm(ReferenceBackend right, Function<GemmSpec, Plan<GemmArgs>> prepare) {
        return new WrappedBackend(right) {
            @Override
            public Gemm gemm() {
                return new WrongGemm(right.gemm(), prepare);
            }
        };
    }

    /** A backend whose attention is prepared otherwise. */
    static WrappedBackend attention(ReferenceBackend right, Function<AttentionSpec, Plan<AttentionArgs>> prepare) {
        return new WrappedBackend(right) {
            @Override
            public Attention attention() {
                return new WrongAttention(right.attention(), prepare);
            }
        };
    }

    /** A backend whose other operators are prepared otherwise. */
    static WrappedBackend ops(ReferenceBackend right, Function<TensorOpSpec, Plan<TensorOpArgs>> prepare) {
        return new WrappedBackend(right) {
            @Override
            public TensorOps ops() {
                return new WrongOps(right.ops(), prepare);
            }
        };
    }

    /** Passes everything on. */
    static class PassedGemm implements Gemm {

        private final Gemm right;

        PassedGemm(Gemm right) {
            this.right = right;
        }

        @Override
        public Support support(GemmSpec spec) {
            return right.support(spec);
        }

        @Override
        public Plan<GemmArgs> prepare(GemmSpec spec) {
            return right.prepare(spec);
        }

        @Override
        public Weights load(WeightSpec spec, WeightSource source, CommandSink sink) {
            return right.load(spec, source, sink);
        }
    }

    private record WrongGemm(Gemm right, Function<GemmSpec, Plan<GemmArgs>> preparing) implements Gemm {
        @Override
        public Support support(GemmSpec spec) {
            return right.support(spec);
        }

        @Override
        public Plan<GemmArgs> prepare(GemmSpec spec) {
            return preparing.apply(spec);
        }

        @Override
        public Weights load(WeightSpec spec, WeightSource source, CommandSink sink) {
            return right.load(spec, source, sink);
        }
    }

    private record WrongAttention(Attention right, Function<AttentionSpec, Plan<AttentionArgs>> preparing)
            implements Attention {
        @Override
        public Support support(AttentionSpec spec) {
            return right.support(spec);
        }

        @Override
        public Plan<AttentionArgs> prepare(AttentionSpec spec) {
            return preparing.apply(spec);
        }
    }

    private record WrongOps(TensorOps right, Function<TensorOpSpec, Plan<TensorOpArgs>> preparing)
            implements TensorOps {
        @Override
        public Support support(TensorOpSpec spec) {
            return right.support(spec);
        }

        @Override
        public Plan<TensorOpArgs> prepare(TensorOpSpec spec) {
            return preparing.apply(spec);
        }
    }
}
