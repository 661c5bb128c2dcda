package dev.octavo.gpu.stream;

import dev.octavo.gpu.driver.GpuEvent;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.LaunchSequence;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.spi.DeviceException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;

/**
 * A stream. Memory that is not page-locked goes through staged blocks, since the driver would wait for the whole stream before it copied from it; so enqueueing waits only if
 * {@value StagedBlocks#MOST_LARGE} large blocks are under way.
 */
final class DeviceStream implements GpuStream {

    private final DeviceContext context;
    private final AddressedMemory memory;
    private final Handle stream;
    private final LaunchBlock block;
    private final StreamProgress progress;
    private final Consumer<DeviceStream> onClose;
    private boolean closed;

    DeviceStream(DeviceContext context, AddressedMemory memory, Consumer<DeviceStream> onClose) {
        this.context = context;
        this.memory = memory;
        this.onClose = onClose;
        stream = context.control().createStream();
        block = new LaunchBlock();
        progress = new StreamProgress(context, stream, new StagedBlocks(memory));
    }

    @Override
    public void upload(MemorySegment source, NativeBuffer target, long targetOffset) {
        long to = AddressedBuffer.of(target).address() + targetOffset;
        if (memory.isPinned(source)) {
            context.commands().copyToDevice(to, source, stream);
            return;
        }
        for (long at = 0; at < source.byteSize(); at += StagedBlocks.LARGE) {
            long bytes = Math.min(StagedBlocks.LARGE, source.byteSize() - at);
            MemorySegment piece = progress.block(bytes).memory.asSlice(0, bytes);
            MemorySegment.copy(source, at, piece, 0, bytes);
            context.commands().copyToDevice(to + at, piece, stream);
        }
    }

    @Override
    public void download(NativeBuffer source, long sourceOffset, MemorySegment target) {
        long from = AddressedBuffer.of(source).address() + sourceOffset;
        if (memory.isPinned(target)) {
            context.commands().copyToHost(target, from, stream);
            return;
        }
        for (long at = 0; at < target.byteSize(); at += StagedBlocks.LARGE) {
            long bytes = Math.min(StagedBlocks.LARGE, target.byteSize() - at);
            StagedBlock staged = progress.block(bytes);
            context.commands().copyToHost(staged.memory.asSlice(0, bytes), from + at, stream);
            staged.deliverTo(target.asSlice(at, bytes));
        }
    }

    @Override
    public void copy(NativeBuffer source, long sourceOffset, NativeBuffer target, long targetOffset, long bytes) {
        long to = AddressedBuffer.of(target).address() + targetOffset;
        context.commands().copyOnDevice(to, AddressedBuffer.of(source).address() + sourceOffset, bytes, stream);
    }

    @Override
    public void fill(NativeBuffer target, long offset, long bytes, byte value) {
        context.commands().fill(AddressedBuffer.of(target).address() + offset, value, bytes, stream);
    }

    @Override
    public void launch(Launch launch) {
        launch(context.commands(), launch, stream);
    }

    /** Launches into this stream or one that captures. */
    void launch(DeviceCommands commands, Launch launch, Handle into) {
        LaunchWriter.write(launch, block, context.limits());
        commands.launch(ModuleKernel.of(launch.kernel()).function(), block, into);
    }

    @Override
    public LaunchSequence sequence(List<Launch> launches) {
        return launches.size() < 2 ? GpuStream.super.sequence(launches) : GraphSequence.of(context, this, launches);
    }

    Handle handle() {
        return stream;
    }

    @Override
    public GpuEvent signal() {
        return new StreamPoint(progress, progress.mark());
    }

    @Override
    public void waitFor(GpuEvent event) {
        ((StreamPoint) event).holdBack(stream);
    }

    @Override
    public void await() {
        long end = progress.mark();
        context.commands().await(stream);
        progress.isReached(end);
        progress.throwFailure();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            await();
        } catch (DeviceException e) {
            // Whoever waited for a fence has seen it; a lost stream can be freed all the same.
        }
        progress.close();
        block.close();
        Quietly.run(() -> context.control().destroyStream(stream));
        onClose.accept(this);
    }
}
