package dev.octavo.conformance.check;

import dev.octavo.spi.Backend;
import dev.octavo.spi.Support;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.TensorOpSpec;

/** What a case is about: a spec, which a backend can be asked for and which it can prepare. */
sealed interface Operator {

    /** The backend's answer. */
    Support support(Backend backend);

    /** Builds it, or throws as the interface says. */
    AutoCloseable prepare(Backend backend);

    /** A matrix product. */
    record Product(GemmSpec spec) implements Operator {
        @Override
        public Support support(Backend backend) {
            return backend.gemm().support(spec);
        }

        @Override
        public AutoCloseable prepare(Backend backend) {
            return backend.gemm().prepare(spec);
        }
    }

    /** Attention over a cache. */
    record Attending(AttentionSpec spec) implements Operator {
        @Override
        public Support support(Backend backend) {
            return backend.attention().support(spec);
        }

        @Override
        public AutoCloseable prepare(Backend backend) {
            return backend.attention().prepare(spec);
        }
    }

    /** A cache. */
    record Caching(KvCacheSpec spec) implements Operator {
        @Override
        public Support support(Backend backend) {
            return backend.kvCaches().support(spec);
        }

        @Override
        public AutoCloseable prepare(Backend backend) {
            return backend.kvCaches().create(spec);
        }
    }

    /** Any other operator. */
    record Other(TensorOpSpec spec) implements Operator {
        @Override
        public Support support(Backend backend) {
            return backend.ops().support(spec);
        }

        @Override
        public AutoCloseable prepare(Backend backend) {
            return backend.ops().prepare(spec);
        }
    }
}
