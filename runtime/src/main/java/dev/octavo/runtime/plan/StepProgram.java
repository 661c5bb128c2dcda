package dev.octavo.runtime.plan;

import dev.octavo.spi.CommandGraph;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The commands of a shape. One that keeps coming back is captured, so that the device gets them all at once: decoding enqueues hundreds of short kernels a step, between which the device would wait. Prefills are long,
 * and their shapes hardly ever come back.
 */
final class StepProgram implements AutoCloseable {

    /** Capturing costs as much as some steps. */
    private static final int USES_BEFORE_CAPTURE = 3;

    private final Command[] commands;
    private final boolean worthCapture;
    private @Nullable CommandGraph graph;
    private int uses;

    /** @param worthCapture whether the shape is likely to come back */
    StepProgram(Command[] commands, boolean worthCapture) {
        this.commands = commands;
        this.worthCapture = worthCapture;
    }

    /** Enqueues them, one by one or as a graph. */
    void enqueue(CommandQueue queue, @Nullable DeviceBuffer workspace) {
        if (worthCapture && graph == null && uses <= USES_BEFORE_CAPTURE) {
            uses++;
            if (uses > USES_BEFORE_CAPTURE) {
                capture(queue, workspace);
            }
        }
        CommandGraph captured = graph;
        if (captured != null) {
            queue.launch(captured);
            return;
        }
        for (Command command : commands) {
            command.enqueue(queue, workspace);
        }
    }

    private void capture(CommandQueue queue, @Nullable DeviceBuffer workspace) {
        Optional<CommandGraph> captured = queue.capture(sink -> {
            for (Command command : commands) {
                command.enqueue(sink, workspace);
            }
        });
        graph = captured.orElse(null);
    }

    /** Whether {@link #enqueue} launches a graph. */
    boolean isCaptured() {
        return graph != null;
    }

    /** What was enqueued has run. */
    @Override
    public void close() {
        if (graph != null) {
            graph.close();
            graph = null;
        }
    }
}
