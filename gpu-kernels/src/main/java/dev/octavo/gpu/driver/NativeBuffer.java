package dev.octavo.gpu.driver;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** One allocation of a device. Commands that use it must have run before it is closed. */
public interface NativeBuffer extends AutoCloseable {

    /** Length in bytes. */
    long byteSize();

    /** The bytes as the host sees them, where that costs nothing. */
    Optional<MemorySegment> hostView();

    /** Whether it was not closed yet. */
    boolean isOpen();

    /** Frees the memory; idempotent. */
    @Override
    void close();
}
