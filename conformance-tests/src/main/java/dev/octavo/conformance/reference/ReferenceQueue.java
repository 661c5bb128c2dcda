package dev.octavo.conformance.reference;

import dev.octavo.spi.CommandGraph;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Fence;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs each command at once. */
class ReferenceQueue extends ReferenceSink implements CommandQueue {

    ReferenceQueue(ReferenceBackend owner) {
        super(owner, "queue");
        register();
    }

    @Override
    void enqueue(Runnable command) {
        command.run();
    }

    @Override
    public void download(DeviceBuffer source, long sourceOffset, MemorySegment target) {
        requireOpen();
        Objects.checkFromIndexSize(sourceOffset, target.byteSize(), source.byteSize());
        MemorySegment.copy(ReferenceBuffer.readable(owner(), source), sourceOffset, target, 0, target.byteSize());
    }

    @Override
    public Optional<CommandGraph> capture(Consumer<CommandSink> body) {
        requireOpen();
        try (ReferenceRecorder recorder = new ReferenceRecorder(owner())) {
            body.accept(recorder);
            return Optional.of(new ReferenceGraph(owner(), recorder.commands()));
        }
    }

    @Override
    public void launch(CommandGraph graph) {
        requireOpen();
        if (!(graph instanceof ReferenceGraph own) || own.owner() != owner()) {
            throw new IllegalArgumentException(
                    "graph " + graph + " was captured on another backend than " + owner().address());
        }
        own.run();
    }

    @Override
    public Fence signal() {
        requireOpen();
        return new ReferenceFence(owner());
    }

    @Override
    public void waitFor(Fence fence) {
        requireOpen();
        if (!(fence instanceof ReferenceFence(ReferenceBackend other)) || other != owner()) {
            throw new IllegalArgumentException(
                    "fence " + fence + " belongs to another backend than " + owner().address());
        }
    }

    @Override
    public void await() {
        requireOpen();
    }
}
