package dev.octavo.backend.cuda.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.octavo.backend.cuda.driver.CudaFault;
import dev.octavo.backend.cuda.driver.CudaStatus;
import dev.octavo.gpu.stream.DeviceCommands;
import dev.octavo.gpu.stream.Handle;
import dev.octavo.gpu.stream.LaunchBlock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The data plane. */
public final class NativeCommands implements DeviceCommands {

    private static final int PORTABLE = 1;
    private static final int WAIT_DEFAULT = 0;

    private final DriverFunctions cuda;

    NativeCommands(DriverFunctions cuda) {
        this.cuda = cuda;
    }

    @Override
    public void bind(Handle context) {
        int status;
        try {
            status = (int) cuda.setCurrent().invokeExact(context.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        CudaFault.check(status, "cuCtxSetCurrent");
    }

    @Override
    @SuppressWarnings("restricted") // The driver has just allocated these bytes.
    public MemorySegment allocateHost(long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ADDRESS);
            int status;
            try {
                status = (int) cuda.allocateHost().invokeExact(result, bytes, PORTABLE);
            } catch (Throwable e) {
                throw Downcalls.unexpected(e);
            }
            if (status == CudaStatus.OUT_OF_MEMORY) {
                return MemorySegment.NULL;
            }
            CudaFault.check(status, "cuMemHostAlloc of " + bytes + " bytes");
            return result.get(ADDRESS, 0).reinterpret(bytes);
        }
    }

    @Override
    public void freeHost(MemorySegment memory) {
        int status;
        try {
            status = (int) cuda.freeHost().invokeExact(memory);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        CudaFault.check(status, "cuMemFreeHost");
    }

    @Override
    public void copyToDevice(long target, MemorySegment source, Handle stream) {
        int status;
        try {
            status = (int) cuda.copyToDevice().invokeExact(target, source, source.byteSize(), stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        CudaFault.check(status, "cuMemcpyHtoDAsync");
    }

    @Override
    public void copyToHost(MemorySegment target, long source, Handle stream) {
        int status;
        try {
            status = (int) cuda.copyToHost().invokeExact(target, source, target.byteSize(), stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        CudaFault.check(status, "cuMemcpyDtoHAsync");
    }

    @Override
    public void copyOnDevice(long target, long source, long bytes, Handle stream) {
        int status;
        try {
            status = (int) cuda.copyOnDevice().invokeExact(target, source, bytes, stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        CudaFault.check(status, "cuMemcpyDtoDAsync");
    }

    @Override
    public void fill(long target, byte value, long bytes, Handle stream) {
        int status;
        try {
            status = (int) cuda.fill().invokeExact(target, value, bytes, stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        CudaFault.check(status, "cuMemsetD8Async");
    }

    @Override
    public void launch(Handle function, LaunchBlock block, Handle stream) {
        int status;
        try {
            status = (int) cuda.launch()
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
        CudaFault.check(status, "cuLaunchKernel");
    }

    @Override
    public void launchGraph(Handle executable, Handle stream) {
        int status;
        try {
            status = (int) cuda.launchGraph().invokeExact(executable.address(), stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        CudaFault.check(status, "cuGraphLaunch");
    }

    @Override
    public void record(Handle event, Handle stream) {
        int status;
        try {
            status = (int) cuda.record().invokeExact(event.address(), stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        CudaFault.check(status, "cuEventRecord");
    }

    @Override
    public boolean isReached(Handle event) {
        int status;
        try {
            status = (int) cuda.query().invokeExact(event.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        if (status == CudaStatus.NOT_READY) {
            return false;
        }
        CudaFault.check(status, "a command, seen by cuEventQuery,");
        return true;
    }

    @Override
    public void waitFor(Handle stream, Handle event) {
        int status;
        try {
            status = (int) cuda.waitFor().invokeExact(stream.address(), event.address(), WAIT_DEFAULT);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        CudaFault.check(status, "cuStreamWaitEvent");
    }

    @Override
    public void await(Handle stream) {
        int status;
        try {
            status = (int) cuda.synchronize().invokeExact(stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        CudaFault.check(status, "a command, seen by cuStreamSynchronize,");
    }
}
