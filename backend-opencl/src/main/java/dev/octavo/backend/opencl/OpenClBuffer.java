package dev.octavo.backend.opencl;

import dev.octavo.gpu.driver.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;

/** An OpenCL memory object. */
final class OpenClBuffer implements NativeBuffer {

    private final OpenClDriver driver;
    private final cl_mem object;
    private final long handle;
    private final long bytes;
    private final long serial;
    private final @Nullable MemorySegment view;
    private final boolean apart;
    private volatile boolean closed;

    /**
     * @param serial different for every buffer of a process, unlike handles
     * @param view the mapped memory of a buffer that the host sees
     * @param apart whether kernels see something else than the host does while it is mapped, so that commands have to copy from and to {@code view}
     */
    OpenClBuffer(
            OpenClDriver driver, cl_mem object, long bytes, long serial, @Nullable MemorySegment view, boolean apart) {
        this.driver = driver;
        this.object = object;
        this.handle = object.getNativePointer();
        this.bytes = bytes;
        this.serial = serial;
        this.view = view;
        this.apart = apart;
    }

    /** The object; commands may use it only if this is not {@link #isApart}. */
    long handle() {
        return handle;
    }

    long serial() {
        return serial;
    }

    cl_mem object() {
        return object;
    }

    /** Whether it is host memory that the device only copies from and to. */
    boolean isApart() {
        return apart;
    }

    /** Where a byte lies for the host; only if there is a view. */
    long address(long offset) {
        if (view == null) {
            throw new IllegalStateException("this buffer has no host view");
        }
        return view.address() + offset;
    }

    @Override
    public long byteSize() {
        return bytes;
    }

    @Override
    public Optional<MemorySegment> hostView() {
        return Optional.ofNullable(view);
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            driver.free(this);
        }
    }
}
