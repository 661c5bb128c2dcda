package dev.octavo.backend.opencl;

import dev.octavo.backend.opencl.ffi.ClCommandBuffers;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.LaunchSequence;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes command buffers of launches, where that is wanted and possible, and knows those that are open. */
final class CommandBuffers implements AutoCloseable {

    private final Optional<ClCommandBuffers> functions;
    private final boolean simultaneous;
    private final Set<CommandBufferSequence> open = ConcurrentHashMap.newKeySet();

    /**
     * @param functions empty to make none
     * @param simultaneous whether one may be enqueued again before it has run
     */
    CommandBuffers(Optional<ClCommandBuffers> functions, boolean simultaneous) {
        this.functions = functions;
        this.simultaneous = simultaneous;
    }

    /** Launches as a command buffer; empty if they have to be enqueued one by one. */
    Optional<LaunchSequence> of(OpenClStream stream, List<Launch> launches) {
        // Around a kernel that is given staging memory there are copies: see Launches.
        if (functions.isEmpty() || launches.stream().anyMatch(CommandBuffers::reachesApart)) {
            return Optional.empty();
        }
        CommandBufferSequence sequence = new CommandBufferSequence(this, functions.get(), stream, launches);
        open.add(sequence);
        return Optional.of(sequence);
    }

    private static boolean reachesApart(Launch launch) {
        for (int i = 0; i < launch.count(); i++) {
            if (launch.kind(i) == Launch.Kind.BUFFER && ((OpenClBuffer) launch.buffer(i)).isApart()) {
                return true;
            }
        }
        return false;
    }

    boolean isSimultaneous() {
        return simultaneous;
    }

    void forget(CommandBufferSequence sequence) {
        open.remove(sequence);
    }

    /** Closes those that are open; no queue has work any more. */
    @Override
    public void close() {
        List.copyOf(open).forEach(CommandBufferSequence::close);
    }
}
