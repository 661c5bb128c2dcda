package dev.octavo.backend.opencl.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.octavo.spi.InternalException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Commands and events, by raw handles. JOCL makes the objects behind them and opens the same library; it would start a thread for each copy that does not block and needs half a
 * microsecond for each argument of a kernel. Pointers are passed as numbers, so that a call makes no garbage; what they point to stays alive as OpenCL wants it. All functions return
 * OpenCL's status code. Safe for use by any number of threads, as the handles are.
 */
public final class ClCommands {

    private final SymbolLookup library;
    private final MethodHandle enqueueWriteBuffer;
    private final MethodHandle enqueueReadBuffer;
    private final MethodHandle enqueueCopyBuffer;
    private final MethodHandle enqueueFillBuffer;
    private final MethodHandle enqueueMapBuffer;
    private final MethodHandle enqueueUnmapMemObject;
    private final MethodHandle enqueueNdRangeKernel;
    private final MethodHandle enqueueMarker;
    private final MethodHandle enqueueBarrier;
    private final MethodHandle setKernelArg;
    private final MethodHandle eventInfo;
    private final MethodHandle releaseEvent;
    private final MethodHandle enqueueMigrate;
    private final MethodHandle flush;
    private final MethodHandle finish;

    /** @param library the OpenCL library */
    public ClCommands(SymbolLookup library) {
        this.library = library;
        enqueueWriteBuffer = transfer(library, "clEnqueueWriteBuffer");
        enqueueReadBuffer = transfer(library, "clEnqueueReadBuffer");
        enqueueCopyBuffer = of(
                library,
                "clEnqueueCopyBuffer",
                JAVA_LONG,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_INT,
                JAVA_LONG,
                JAVA_LONG);
        enqueueFillBuffer = of(
                library,
                "clEnqueueFillBuffer",
                JAVA_LONG,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_INT,
                JAVA_LONG,
                JAVA_LONG);
        enqueueMapBuffer = link(
                library,
                "clEnqueueMapBuffer",
                FunctionDescriptor.of(
                        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG,
                        JAVA_LONG, JAVA_LONG));
        enqueueUnmapMemObject =
                of(library, "clEnqueueUnmapMemObject", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
        enqueueNdRangeKernel = of(
                library,
                "clEnqueueNDRangeKernel",
                JAVA_LONG,
                JAVA_LONG,
                JAVA_INT,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_INT,
                JAVA_LONG,
                JAVA_LONG);
        enqueueMarker = of(library, "clEnqueueMarkerWithWaitList", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
        enqueueBarrier = of(library, "clEnqueueBarrierWithWaitList", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
        setKernelArg = of(library, "clSetKernelArg", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
        eventInfo = of(library, "clGetEventInfo", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        releaseEvent = of(library, "clReleaseEvent", JAVA_LONG);
        enqueueMigrate = of(
                library,
                "clEnqueueMigrateMemObjects",
                JAVA_LONG,
                JAVA_INT,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_INT,
                JAVA_LONG,
                JAVA_LONG);
        flush = of(library, "clFlush", JAVA_LONG);
        finish = of(library, "clFinish", JAVA_LONG);
    }

    /** A platform's functions for command buffers; empty if it lacks one. */
    public Optional<ClCommandBuffers> commandBuffers(long platform) {
        return ClCommandBuffers.of(library, platform);
    }

    private static MethodHandle transfer(SymbolLookup library, String name) {
        return of(
                library, name, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG,
                JAVA_LONG);
    }

    private static MethodHandle of(SymbolLookup library, String name, MemoryLayout... arguments) {
        return link(library, name, FunctionDescriptor.of(JAVA_INT, arguments));
    }

    @SuppressWarnings(
            "restricted") // Signatures are those of CL/cl.h; handles and pointers have 64 bits on every platform of
    // this backend.
    private static MethodHandle link(SymbolLookup library, String name, FunctionDescriptor signature) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), signature);
    }

    /** Copies from host memory; does not block. Here and below the handle of the command's event is written to {@code event}, if that is not 0. */
    public int write(long queue, long buffer, long offset, long bytes, long source, long event) {
        try {
            return (int) enqueueWriteBuffer.invokeExact(queue, buffer, 0, offset, bytes, source, 0, 0L, event);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Copies to host memory; does not block. */
    public int read(long queue, long buffer, long offset, long bytes, long target, long event) {
        try {
            return (int) enqueueReadBuffer.invokeExact(queue, buffer, 0, offset, bytes, target, 0, 0L, event);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Copies between buffers, or within one where the ranges do not overlap. */
    public int copy(
            long queue, long source, long target, long sourceOffset, long targetOffset, long bytes, long event) {
        try {
            return (int) enqueueCopyBuffer.invokeExact(
                    queue, source, target, sourceOffset, targetOffset, bytes, 0, 0L, event);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Repeats a pattern, which is read before this returns. */
    public int fill(long queue, long buffer, long pattern, long patternBytes, long offset, long bytes, long event) {
        try {
            return (int)
                    enqueueFillBuffer.invokeExact(queue, buffer, pattern, patternBytes, offset, bytes, 0, 0L, event);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Makes a buffer's memory visible to the host, to read and write; blocks. Returns the address, and the status at {@code status}. */
    public long map(long queue, long buffer, long bytes, long status) {
        try {
            return (long) enqueueMapBuffer.invokeExact(queue, buffer, 1, 3L, 0L, bytes, 0, 0L, 0L, status);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Ends what {@link #map} began. */
    public int unmap(long queue, long buffer, long address) {
        try {
            return (int) enqueueUnmapMemObject.invokeExact(queue, buffer, address, 0, 0L, 0L);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Runs a kernel over three dimensions; sizes are three numbers of 64 bits each, in work-items. */
    public int launch(long queue, long kernel, long globalSizes, long groupSizes, long event) {
        try {
            return (int) enqueueNdRangeKernel.invokeExact(queue, kernel, 3, 0L, globalSizes, groupSizes, 0, 0L, event);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Makes an event that is complete when the listed ones are, or with none all commands before it; its handle is written to {@code event}. */
    public int marker(long queue, int count, long list, long event) {
        try {
            return (int) enqueueMarker.invokeExact(queue, count, list, event);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Makes later commands wait for the listed events; the handle of its own event is written to {@code event}, if that is not 0. */
    public int barrier(long queue, int count, long list, long event) {
        try {
            return (int) enqueueBarrier.invokeExact(queue, count, list, event);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Sets an argument of a kernel; the value is read before this returns. */
    public int argument(long kernel, int index, long bytes, long value) {
        try {
            return (int) setKernelArg.invokeExact(kernel, index, bytes, value);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Writes an event's execution status, 32 bits, to {@code status}. */
    public int eventStatus(long event, long status) {
        try {
            return (int) eventInfo.invokeExact(event, 0x11D3, 4L, status, 0L);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Moves a memory object, whose handle is at {@code buffer}, to the queue's device, without its content; so the device has to find memory for it. */
    public int place(long queue, long buffer) {
        try {
            return (int) enqueueMigrate.invokeExact(queue, 1, buffer, 2L, 0, 0L, 0L);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Gives an event up. */
    public int release(long event) {
        try {
            return (int) releaseEvent.invokeExact(event);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Sends what was enqueued on its way. */
    public int flush(long queue) {
        try {
            return (int) flush.invokeExact(queue);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Blocks until everything enqueued has run. */
    public int finish(long queue) {
        try {
            return (int) finish.invokeExact(queue);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static InternalException failed(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return new InternalException("a call of the OpenCL library was not possible", e);
    }
}
