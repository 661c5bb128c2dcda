package dev.octavo.conformance.check;

import dev.octavo.spi.CommandGraph;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Fence;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;

/** Objects that look like a backend's own, but that no backend has made. */
final class Strangers {

    private Strangers() {}

    record StrangeWeights(WeightSpec spec) implements Weights {
        @Override
        public long byteSize() {
            return 0;
        }

        @Override
        public void close() {}
    }

    record StrangeBuffer(long byteSize) implements DeviceBuffer {
        @Override
        public MemoryKind kind() {
            return MemoryKind.DEVICE;
        }

        @Override
        public DeviceBuffer slice(long offset, long bytes) {
            return new StrangeBuffer(bytes);
        }

        @Override
        public Optional<MemorySegment> hostView() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    record StrangeFence() implements Fence {
        @Override
        public boolean isDone() {
            return true;
        }

        @Override
        public boolean await(Duration timeout) {
            return true;
        }
    }

    record StrangeGraph() implements CommandGraph {
        @Override
        public int nodeCount() {
            return 1;
        }

        @Override
        public void close() {}
    }

    record StrangeSink() implements CommandSink {
        @Override
        public void upload(MemorySegment source, DeviceBuffer target, long targetOffset) {}

        @Override
        public void copy(DeviceBuffer source, long sourceOffset, DeviceBuffer target, long targetOffset, long bytes) {}

        @Override
        public void fill(DeviceBuffer target, long offset, long bytes, byte value) {}
    }

    record StrangeCache(KvCacheSpec spec) implements KvCache {
        @Override
        public long byteSize() {
            return 0;
        }

        @Override
        public void append(CommandSink sink, KvAppendArgs args) {}

        @Override
        public void copyBlocks(CommandSink sink, TensorRef pairs) {}

        @Override
        public void exportBlock(CommandSink sink, int layer, int block, TensorRef out) {}

        @Override
        public void importBlock(CommandSink sink, int layer, int block, TensorRef in) {}

        @Override
        public void close() {}
    }
}
