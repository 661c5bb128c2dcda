package dev.octavo.backend.scalar;

import dev.octavo.spi.*;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** A queue whose commands have run when they are enqueued, so that there is never anything to wait for. */
record ScalarQueue(Life life) implements CommandQueue, Life.Made {

    private MemorySegment bytes(DeviceBuffer buffer, long offset, long length) {
        life.requireOpen();
        return life.backend().memory().bytes(buffer).asSlice(offset, length);
    }

    @Override
    public void upload(MemorySegment source, DeviceBuffer target, long targetOffset) {
        bytes(target, targetOffset, source.byteSize()).copyFrom(source);
    }

    @Override
    public void download(DeviceBuffer source, long sourceOffset, MemorySegment target) {
        target.copyFrom(bytes(source, sourceOffset, target.byteSize()));
    }

    @Override
    public void copy(DeviceBuffer source, long sourceOffset, DeviceBuffer target, long targetOffset, long length) {
        MemorySegment from = bytes(source, sourceOffset, length);
        MemorySegment to = bytes(target, targetOffset, length);
        if (from.asOverlappingSlice(to).isPresent()) {
            throw new IllegalArgumentException("a copy of " + length + " bytes onto itself");
        }
        to.copyFrom(from);
    }

    @Override
    public void fill(DeviceBuffer target, long offset, long length, byte value) {
        bytes(target, offset, length).fill(value);
    }

    @Override
    public Optional<CommandGraph> capture(Consumer<CommandSink> body) {
        life.requireOpen();
        return Optional.empty();
    }

    @Override
    public void launch(CommandGraph graph) {
        life.requireOpen();
        throw new IllegalArgumentException("this backend makes no graphs, so this one is not its own: " + graph);
    }

    @Override
    public Fence signal() {
        life.requireOpen();
        return new Done(life.backend());
    }

    @Override
    public void waitFor(Fence fence) {
        life.requireOpen();
        if (!new Done(life.backend()).equals(fence)) {
            throw new IllegalArgumentException("no fence of this backend: " + fence);
        }
    }

    @Override
    public void await() {
        life.requireOpen();
    }

    @Override
    public void close() {
        life.end();
    }

    /** What came before it has run already. */
    private record Done(ScalarBackend backend) implements Fence {

        @Override
        public boolean isDone() {
            backend.requireOpen();
            return true;
        }

        @Override
        public boolean await(Duration timeout) {
            return isDone();
        }
    }
}
