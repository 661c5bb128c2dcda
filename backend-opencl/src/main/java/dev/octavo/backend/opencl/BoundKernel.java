package dev.octavo.backend.opencl;

import dev.octavo.backend.opencl.ffi.ClCommandBuffers;
import dev.octavo.backend.opencl.ffi.ClCommands;
import dev.octavo.gpu.driver.Launch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import org.jocl.CL;
import org.jocl.cl_kernel;

/** A stream's own kernel object. It remembers its arguments and sets only those that change. */
final class BoundKernel implements AutoCloseable {

    /** In the place of a buffer's serial: nothing was set yet. */
    private static final long NOTHING = -1;

    /** In the place of a buffer's serial: a number. */
    private static final long NUMBER = 0;

    private final String name;
    private final cl_kernel object;
    private final long handle;
    private final ClCommands commands;
    private final MemorySegment scratch;
    private long[] bits = new long[0];
    private long[] serials = new long[0];
    /** Where an argument begins: a buffer takes two of the kernel's, itself and the offset. */
    private int[] places = new int[0];

    BoundKernel(OpenClKernel kernel, ClCommands commands, MemorySegment scratch) {
        name = kernel.key().entry();
        this.commands = commands;
        this.scratch = scratch;
        int[] status = new int[1];
        object = CL.clCreateKernel(kernel.program(), name, status);
        ClStatus.check(status[0], "clCreateKernel " + name);
        handle = object.getNativePointer();
    }

    /** Sets a launch's arguments, with other buffers in the place of some. */
    void bind(Launch launch, Map<OpenClBuffer, OpenClBuffer> stands) {
        for (int i = 0; i < launch.count(); i++) {
            if (launch.kind(i) == Launch.Kind.BUFFER) {
                OpenClBuffer buffer = (OpenClBuffer) launch.buffer(i);
                buffer(i, stands.isEmpty() ? buffer : stands.getOrDefault(buffer, buffer), launch.bits(i));
            } else {
                number(i, launch.kind(i), launch.bits(i));
            }
        }
    }

    private void buffer(int i, OpenClBuffer buffer, long offset) {
        int place = place(i, 2);
        boolean first = serials[i] == NOTHING;
        if (serials[i] != buffer.serial()) {
            set(place, 8, buffer.handle());
            serials[i] = buffer.serial();
        }
        if (first || bits[i] != offset) {
            set(place + 1, 8, offset);
            bits[i] = offset;
        }
    }

    private void number(int i, Launch.Kind kind, long value) {
        int place = place(i, 1);
        if (serials[i] == NOTHING || bits[i] != value) {
            set(place, kind == Launch.Kind.I64 ? 8 : 4, value);
            serials[i] = NUMBER;
            bits[i] = value;
        }
    }

    private int place(int i, int width) {
        if (i + 1 >= places.length) {
            int length = 2 * i + 8;
            int known = serials.length;
            bits = Arrays.copyOf(bits, length);
            serials = Arrays.copyOf(serials, length);
            places = Arrays.copyOf(places, length);
            Arrays.fill(serials, known, length, NOTHING);
        }
        places[i + 1] = places[i] + width;
        return places[i];
    }

    private void set(int index, int bytes, long value) {
        scratch.set(ValueLayout.JAVA_LONG, 0, value);
        int status = commands.argument(handle, index, bytes, scratch.address());
        if (status != CL.CL_SUCCESS) {
            Arrays.fill(serials, NOTHING);
            throw ClStatus.exception(status, "setting argument " + index + " of kernel " + name);
        }
    }

    private void sizes(Launch shape) {
        for (int d = 0; d < 3; d++) {
            scratch.setAtIndex(ValueLayout.JAVA_LONG, d, Math.multiplyExact(shape.groups(d), shape.groupSize(d)));
            scratch.setAtIndex(ValueLayout.JAVA_LONG, 3 + d, shape.groupSize(d));
        }
    }

    /** Enqueues it with the arguments that were set; its event goes to an address, or nowhere if that is 0. */
    void run(long queue, Launch shape, long event) {
        sizes(shape);
        int status = commands.launch(queue, handle, scratch.address(), scratch.address() + 24, event);
        if (status != CL.CL_SUCCESS) {
            throw ClStatus.exception(status, "enqueueing kernel " + name);
        }
    }

    /** Puts it into a command buffer with the arguments that were set. */
    void record(ClCommandBuffers functions, long buffer, Launch shape) {
        sizes(shape);
        int status = functions.kernel(buffer, handle, scratch.address(), scratch.address() + 24);
        if (status != CL.CL_SUCCESS) {
            throw ClStatus.exception(status, "recording kernel " + name);
        }
    }

    @Override
    public void close() {
        CL.clReleaseKernel(object);
    }
}
