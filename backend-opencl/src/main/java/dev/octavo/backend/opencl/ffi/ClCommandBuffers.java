package dev.octavo.backend.opencl.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.octavo.spi.InternalException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The functions of {@code cl_khr_command_buffer} that kernels need; each platform has its own. Their signatures are those of all versions since 0.9.0. All return OpenCL's status code. Safe
 * for use by any number of threads; a command buffer is recorded by one.
 */
public final class ClCommandBuffers {

    private static final int FLAGS = 0x1293;
    private static final long SIMULTANEOUS_USE = 1;

    private final MethodHandle create;
    private final MethodHandle kernel;
    private final MethodHandle finish;
    private final MethodHandle enqueue;
    private final MethodHandle release;

    private ClCommandBuffers(Finder finder) {
        create = finder.function(
                "clCreateCommandBufferKHR",
                FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
        kernel = finder.function(
                "clCommandNDRangeKernelKHR",
                status(
                        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT,
                        JAVA_LONG, JAVA_LONG, JAVA_LONG));
        finish = finder.function("clFinalizeCommandBufferKHR", status(JAVA_LONG));
        enqueue = finder.function(
                "clEnqueueCommandBufferKHR", status(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
        release = finder.function("clReleaseCommandBufferKHR", status(JAVA_LONG));
    }

    private static FunctionDescriptor status(MemoryLayout... arguments) {
        return FunctionDescriptor.of(JAVA_INT, arguments);
    }

    /**
     * A platform's functions; empty if it lacks one.
     *
     * @param library the OpenCL library
     * @param platform the platform's handle
     */
    public static Optional<ClCommandBuffers> of(SymbolLookup library, long platform) {
        try {
            return Optional.of(new ClCommandBuffers(new Finder(library, platform)));
        } catch (AbsentException e) {
            return Optional.empty();
        }
    }

    /**
     * Makes a command buffer for queues of a device.
     *
     * @param queue where the handle of a queue lies
     * @param simultaneous whether it may be enqueued again before it has run
     * @param words 32 bytes that this may use; the status is in the last eight
     * @return the handle
     */
    public long create(long queue, boolean simultaneous, MemorySegment words) {
        words.setAtIndex(JAVA_LONG, 0, FLAGS);
        words.setAtIndex(JAVA_LONG, 1, simultaneous ? SIMULTANEOUS_USE : 0);
        words.setAtIndex(JAVA_LONG, 2, 0);
        words.setAtIndex(JAVA_LONG, 3, 0);
        try {
            return (long) create.invokeExact(1, queue, words.address(), words.address() + 24);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Records a kernel with its arguments as they are now, behind the commands before it; sizes are three numbers of 64 bits each, in work-items. */
    public int kernel(long buffer, long kernelHandle, long globalSizes, long groupSizes) {
        try {
            return (int)
                    kernel.invokeExact(buffer, 0L, 0L, kernelHandle, 3, 0L, globalSizes, groupSizes, 0, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Ends the recording. */
    public int finish(long buffer) {
        try {
            return (int) finish.invokeExact(buffer);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Enqueues all commands. {@code queue} is where a queue's handle lies. */
    public int enqueue(long queue, long buffer) {
        try {
            return (int) enqueue.invokeExact(1, queue, buffer, 0, 0L, 0L);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Gives a command buffer up. */
    public int release(long buffer) {
        try {
            return (int) release.invokeExact(buffer);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static InternalException failed(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return new InternalException("a call of an OpenCL extension was not possible", e);
    }

    private static final class AbsentException extends RuntimeException {
        private static final long serialVersionUID = 1;

        AbsentException() {
            super(null, null, false, false);
        }
    }

    /** Asks a platform for its functions. */
    private record Finder(SymbolLookup library, long platform) {

        @SuppressWarnings("restricted") // Signatures are those of CL/cl_ext.h and of CL/cl.h.
        MethodHandle function(String name, FunctionDescriptor signature) {
            Linker linker = Linker.nativeLinker();
            MethodHandle ask = library.find("clGetExtensionFunctionAddressForPlatform")
                    .map(where -> linker.downcallHandle(where, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG)))
                    .orElseThrow(AbsentException::new);
            long address;
            try (Arena arena = Arena.ofConfined()) {
                address = (long)
                        ask.invokeExact(platform, arena.allocateFrom(name).address());
            } catch (Throwable e) {
                throw failed(e);
            }
            if (address == 0) {
                throw new AbsentException();
            }
            return linker.downcallHandle(MemorySegment.ofAddress(address), signature);
        }
    }
}
