package dev.octavo.backend.rocm.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.octavo.gpu.stream.DeviceCommands;
import dev.octavo.gpu.stream.Handle;
import dev.octavo.gpu.stream.LaunchBlock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The data plane. */
public final class HipCommands implements DeviceCommands {

    /** For every device, visible to kernels, and coherent, so that no event has to flush a cache for the host. */
    private static final int PORTABLE_MAPPED_COHERENT = 0x4000_0003;

    /** The direction of a copy: the addresses say it, since buffers may be the host's on either side. */
    private static final int BY_ADDRESS = 4;

    private static final int WAIT_DEFAULT = 0;

    private final HipFunctions hip;
    private final HipErrors errors;

    HipCommands(HipFunctions hip, HipErrors errors) {
        this.hip = hip;
        this.errors = errors;
    }

    @Override
    public void bind(Handle context) {
        int status;
        try {
            status = (int) hip.setDevice().invokeExact((int) context.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        errors.check(status, "hipSetDevice");
    }

    @Override
    @SuppressWarnings("restricted") // The driver has just allocated these bytes.
    public MemorySegment allocateHost(long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ADDRESS);
            int status;
            try {
                status = (int) hip.allocateHost().invokeExact(result, bytes, PORTABLE_MAPPED_COHERENT);
            } catch (Throwable e) {
                throw Downcalls.unexpected(e);
            }
            if (status == HipStatus.OUT_OF_MEMORY) {
                return MemorySegment.NULL;
            }
            errors.check(status, "hipHostMalloc of " + bytes + " bytes");
            return result.get(ADDRESS, 0).reinterpret(bytes);
        }
    }

    @Override
    public void freeHost(MemorySegment memory) {
        int status;
        try {
            status = (int) hip.freeHost().invokeExact(memory);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        errors.check(status, "hipHostFree");
    }

    @Override
    public void copyToDevice(long target, MemorySegment source, Handle stream) {
        int status;
        try {
            status = (int)
                    hip.copyToDevice().invokeExact(target, source, source.byteSize(), BY_ADDRESS, stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        errors.check(status, "hipMemcpyAsync to the device");
    }

    @Override
    public void copyToHost(MemorySegment target, long source, Handle stream) {
        int status;
        try {
            status =
                    (int) hip.copyToHost().invokeExact(target, source, target.byteSize(), BY_ADDRESS, stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        errors.check(status, "hipMemcpyAsync to the host");
    }

    @Override
    public void copyOnDevice(long target, long source, long bytes, Handle stream) {
        int status;
        try {
            status = (int) hip.copyOnDevice().invokeExact(target, source, bytes, BY_ADDRESS, stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        errors.check(status, "hipMemcpyAsync");
    }

    @Override
    public void fill(long target, byte value, long bytes, Handle stream) {
        int status;
        try {
            status = (int) hip.fill().invokeExact(target, (int) value, bytes, stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        errors.check(status, "hipMemsetAsync");
    }

    @Override
    public void launch(Handle function, LaunchBlock block, Handle stream) {
        int status;
        try {
            status = (int) hip.launch()
                    .invokeExact(
                            function.address(),
                            block.groups(0),
                            block.groups(1),
                            block.groups(2),
                            block.groupSize(0),
                            block.groupSize(1),
                            block.groupSize(2),
                            0,
                            stream.address(),
                            block.pointers(),
                            MemorySegment.NULL);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        errors.check(status, "hipModuleLaunchKernel");
    }

    @Override
    public void launchGraph(Handle executable, Handle stream) {
        int status;
        try {
            status = (int) hip.launchGraph().invokeExact(executable.address(), stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        errors.check(status, "hipGraphLaunch");
    }

    @Override
    public void record(Handle event, Handle stream) {
        int status;
        try {
            status = (int) hip.record().invokeExact(event.address(), stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        errors.check(status, "hipEventRecord");
    }

    @Override
    public boolean isReached(Handle event) {
        int status;
        try {
            status = (int) hip.query().invokeExact(event.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        if (status == HipStatus.NOT_READY) {
            return false;
        }
        errors.check(status, "a command, seen by hipEventQuery,");
        return true;
    }

    @Override
    public void waitFor(Handle stream, Handle event) {
        int status;
        try {
            status = (int) hip.waitFor().invokeExact(stream.address(), event.address(), WAIT_DEFAULT);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        errors.check(status, "hipStreamWaitEvent");
    }

    @Override
    public void await(Handle stream) {
        int status;
        try {
            status = (int) hip.synchronize().invokeExact(stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        errors.check(status, "a command, seen by hipStreamSynchronize,");
    }
}
