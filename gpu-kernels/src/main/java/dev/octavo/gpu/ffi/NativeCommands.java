package dev.octavo.gpu.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.octavo.gpu.stream.DeviceCommands;
import dev.octavo.gpu.stream.Handle;
import dev.octavo.gpu.stream.LaunchBlock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The data plane. */
public final class NativeCommands implements DeviceCommands {

    private final StepFunctions functions;
    private final Statuses statuses;

    /** Calls these functions. */
    public NativeCommands(StepFunctions functions, Statuses statuses) {
        this.functions = functions;
        this.statuses = statuses;
    }

    @Override
    public void bind(Handle context) {
        int status;
        try {
            status = (int) functions.bind().handle().invokeExact(context.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        statuses.check(status, functions.bind().name());
    }

    @Override
    @SuppressWarnings("restricted") // The library has just allocated these bytes.
    public MemorySegment allocateHost(long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ADDRESS);
            int status;
            try {
                status = (int) functions.allocateHost().handle().invokeExact(result, bytes);
            } catch (Throwable e) {
                throw Downcalls.unexpected(e);
            }
            if (statuses.isOutOfMemory(status)) {
                return MemorySegment.NULL;
            }
            statuses.check(status, functions.allocateHost().name() + " of " + bytes + " bytes");
            return result.get(ADDRESS, 0).reinterpret(bytes);
        }
    }

    @Override
    public void freeHost(MemorySegment memory) {
        int status;
        try {
            status = (int) functions.freeHost().handle().invokeExact(memory);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        statuses.check(status, functions.freeHost().name());
    }

    @Override
    public void copyToDevice(long target, MemorySegment source, Handle stream) {
        int status;
        try {
            status = (int)
                    functions.copyToDevice().handle().invokeExact(target, source, source.byteSize(), stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        if (status != 0) {
            statuses.check(status, functions.copyToDevice().name() + " to the device");
        }
    }

    @Override
    public void copyToHost(MemorySegment target, long source, Handle stream) {
        int status;
        try {
            status = (int)
                    functions.copyToHost().handle().invokeExact(target, source, target.byteSize(), stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        if (status != 0) {
            statuses.check(status, functions.copyToHost().name() + " to the host");
        }
    }

    @Override
    public void copyOnDevice(long target, long source, long bytes, Handle stream) {
        int status;
        try {
            status = (int) functions.copyOnDevice().handle().invokeExact(target, source, bytes, stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        statuses.check(status, functions.copyOnDevice().name());
    }

    @Override
    public void fill(long target, byte value, long bytes, Handle stream) {
        int status;
        try {
            status = (int) functions.fill().handle().invokeExact(target, value, bytes, stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        statuses.check(status, functions.fill().name());
    }

    @Override
    public void launch(Handle function, LaunchBlock block, Handle stream) {
        int status;
        try {
            status = (int) functions
                    .launch()
                    .handle()
                    .invokeExact(
                            function.address(),
                            block.groups(0),
                            block.groups(1),
                            block.groups(2),
                            block.groupSize(0),
                            block.groupSize(1),
                            block.groupSize(2),
                            block.localBytes(),
                            stream.address(),
                            block.pointers(),
                            MemorySegment.NULL);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        statuses.check(status, functions.launch().name());
    }

    @Override
    public void launchGraph(Handle executable, Handle stream) {
        int status;
        try {
            status = (int) functions.launchGraph().handle().invokeExact(executable.address(), stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        statuses.check(status, functions.launchGraph().name());
    }

    @Override
    public void record(Handle event, Handle stream) {
        int status;
        try {
            status = (int) functions.record().handle().invokeExact(event.address(), stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        statuses.check(status, functions.record().name());
    }

    @Override
    public boolean isReached(Handle event) {
        int status;
        try {
            status = (int) functions.query().handle().invokeExact(event.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        if (statuses.isNotReady(status)) {
            return false;
        }
        checkCommands(status, functions.query());
        return true;
    }

    @Override
    public void waitFor(Handle stream, Handle event) {
        int status;
        try {
            status = (int) functions.waitFor().handle().invokeExact(stream.address(), event.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        statuses.check(status, functions.waitFor().name());
    }

    @Override
    public void await(Handle stream) {
        int status;
        try {
            status = (int) functions.synchronize().handle().invokeExact(stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        checkCommands(status, functions.synchronize());
    }

    /** Both say that a command before has failed. */
    private void checkCommands(int status, NativeFunction seenBy) {
        if (status != 0) {
            statuses.check(status, "a command, seen by " + seenBy.name() + ",");
        }
    }
}
