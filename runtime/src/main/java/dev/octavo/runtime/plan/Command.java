package dev.octavo.runtime.plan;

import dev.octavo.runtime.load.QuantisedRows;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.KvCache;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** An operator with its tensors, ready to be enqueued any number of times. */
sealed interface Command {

    void enqueue(CommandSink sink, @Nullable DeviceBuffer workspace);

    /** A plan's command. */
    record Run<A>(Plan<A> plan, A args) implements Command {
        @Override
        public void enqueue(CommandSink sink, @Nullable DeviceBuffer workspace) {
            plan.enqueue(sink, args, workspace);
        }
    }

    /** Stores keys and values. */
    record Append(KvCache cache, KvAppendArgs args) implements Command {
        @Override
        public void enqueue(CommandSink sink, @Nullable DeviceBuffer workspace) {
            cache.append(sink, args);
        }
    }

    /**
     * Looks rows of a quantised table up on the host, which sees the device's memory, and so spares a table that is as large as many layers in plain numbers.
     *
     * @param table the table
     * @param scale factor
     * @param ids I32 numbers, one for each row of {@code out}
     * @param out where rows go
     * @param memory its buffer, as the host sees it
     */
    record Lookup(QuantisedRows table, float scale, MemorySegment ids, TensorRef out, MemorySegment memory)
            implements Command {

        static Lookup of(QuantisedRows table, float scale, TensorRef ids, TensorRef out) {
            MemorySegment numbers =
                    ids.buffer().hostView().orElseThrow().asSlice(ids.byteOffset(), ids.byteSpan());
            return new Lookup(
                    table, scale, numbers, out, out.buffer().hostView().orElseThrow());
        }

        @Override
        public void enqueue(CommandSink sink, @Nullable DeviceBuffer workspace) {
            long rowBytes = out.layout().rowStride() * out.type().bytes();
            for (int row = 0; row < out.layout().rows(); row++) {
                int id = ids.get(ValueLayout.JAVA_INT_UNALIGNED, 4L * row);
                table.read(id, scale, memory, out.byteOffset() + row * rowBytes, out.type());
            }
        }
    }
}
