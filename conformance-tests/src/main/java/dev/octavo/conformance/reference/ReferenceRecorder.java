package dev.octavo.conformance.reference;

import java.util.ArrayList;
import java.util.List;

/** Takes down the commands of a capture; closed when the capture ends. */
final class ReferenceRecorder extends ReferenceSink {

    private final List<Runnable> commands = new ArrayList<>();

    ReferenceRecorder(ReferenceBackend owner) {
        super(owner, "sink of a capture that has ended");
    }

    @Override
    void enqueue(Runnable command) {
        commands.add(command);
    }

    List<Runnable> commands() {
        return List.copyOf(commands);
    }
}
