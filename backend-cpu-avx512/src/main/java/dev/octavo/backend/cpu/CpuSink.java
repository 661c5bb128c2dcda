package dev.octavo.backend.cpu;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import org.jspecify.annotations.Nullable;

/** Where commands of this backend go: a queue, which runs them, or a recorder, which keeps them. */
sealed interface CpuSink extends CommandSink permits CpuQueue, CpuRecorder {

    /** The backend that it belongs to. */
    CpuCore core();

    /** Runs or keeps one operator. */
    <A> void submit(CpuPlan<A> plan, A args, @Nullable DeviceBuffer workspace);

    /**
     * The sink as one of this backend.
     *
     * @throws IllegalArgumentException if it is of another one
     */
    static CpuSink of(CpuCore core, CommandSink sink) {
        if (sink instanceof CpuSink own && own.core().memory() == core.memory()) {
            return own;
        }
        throw new IllegalArgumentException(
                "a " + sink.getClass().getName() + " is no command sink of this cpu backend");
    }
}
