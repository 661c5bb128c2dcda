package dev.octavo.backend.opencl;

import dev.octavo.backend.opencl.ffi.ClCommands;
import dev.octavo.gpu.driver.Launch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jocl.CL;
import org.jocl.cl_kernel;

/** A stream's own kernel object. It remembers its arguments and sets only those that change. */
final class BoundKernel implements AutoCloseable {

    private static final long NEVER = -1;

    private final String name;
    private final cl_kernel object;
    private final long handle;
    private long[] bits = new long[0];
    private long[] serials = new long[0];

    BoundKernel(OpenClKernel kernel) {
        name = kernel.key().entry();
        int[] status = new int[1];
        object = CL.clCreateKernel(kernel.program(), name, status);
        ClStatus.check(status[0], "clCreateKernel " + name);
        handle = object.getNativePointer();
    }

    /** Sets the arguments of a launch and enqueues it. */
    void launch(ClCommands commands, long queue, Launch launch, MemorySegment scratch) {
        int count = launch.count();
        if (bits.length < count) {
            bits = new long[count];
            serials = new long[count];
            Arrays.fill(serials, NEVER);
        }
        int index = 0;
        for (int i = 0; i < count; i++) {
            index = argument(commands, launch, i, index, scratch);
        }
        for (int d = 0; d < 3; d++) {
            scratch.setAtIndex(ValueLayout.JAVA_LONG, d, launch.groups(d) * launch.groupSize(d));
            scratch.setAtIndex(ValueLayout.JAVA_LONG, 3 + d, launch.groupSize(d));
        }
        int status = commands.launch(queue, handle, scratch.address(), scratch.address() + 24);
        if (status != CL.CL_SUCCESS) {
            throw ClStatus.exception(status, "enqueueing kernel " + name);
        }
    }

    private int argument(ClCommands commands, Launch launch, int i, int index, MemorySegment scratch) {
        long value = launch.bits(i);
        if (launch.kind(i) == Launch.Kind.BUFFER) {
            OpenClBuffer buffer = (OpenClBuffer) launch.buffer(i);
            if (serials[i] != buffer.serial()) {
                set(commands, index, 8, buffer.handle(), scratch);
                if (serials[i] == NEVER) {
                    set(commands, index + 1, 8, value, scratch);
                    bits[i] = value;
                }
                serials[i] = buffer.serial();
            }
            if (bits[i] != value) {
                set(commands, index + 1, 8, value, scratch);
                bits[i] = value;
            }
            return index + 2;
        }
        if (bits[i] != value || serials[i] == NEVER) {
            set(commands, index, launch.kind(i) == Launch.Kind.I64 ? 8 : 4, value, scratch);
            bits[i] = value;
            serials[i] = 0;
        }
        return index + 1;
    }

    private void set(ClCommands commands, int index, int bytes, long value, MemorySegment scratch) {
        scratch.set(ValueLayout.JAVA_LONG, 0, value);
        int status = commands.argument(handle, index, bytes, scratch.address());
        if (status != CL.CL_SUCCESS) {
            throw ClStatus.exception(status, "setting argument " + index + " of kernel " + name);
        }
    }

    @Override
    public void close() {
        CL.clReleaseKernel(object);
    }
}
