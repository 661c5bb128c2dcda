package dev.octavo.runtime.plan;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.KvCache;
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
}
