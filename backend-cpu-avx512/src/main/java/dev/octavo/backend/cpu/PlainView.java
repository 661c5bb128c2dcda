package dev.octavo.backend.cpu;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * Views of host memory that are all of one Java class. The compiler decides by profile how a vector is loaded from a segment, and that profile is shared by all kernels: one
 * mapped segment among plain ones, and every kernel of the process runs several times slower. A view through a buffer that is no byte buffer is a plain segment with the
 * mapping's lifetime.
 */
final class PlainView {

    /** What a view of a mapping can span: buffers count in ints. */
    static final long MAX_BYTES = Integer.MAX_VALUE - 63L;

    private PlainView() {}

    /** Whether all threads of the pool may read a segment, and read it as they read everything else: not from the Java heap. */
    static boolean usable(MemorySegment segment) {
        Thread other = Thread.ofPlatform().unstarted(() -> {});
        return segment.isNative() && segment.isAccessibleBy(other);
    }

    /** Whether {@link #of} can view a {@linkplain #usable usable} segment. */
    static boolean possible(MemorySegment segment) {
        return !segment.isMapped() || (segment.byteSize() <= MAX_BYTES && segment.byteSize() % Short.BYTES == 0);
    }

    /** The view of a segment for which one is {@linkplain #possible possible}. */
    static MemorySegment of(MemorySegment segment) {
        if (!segment.isMapped()) {
            return segment;
        }
        return MemorySegment.ofBuffer(
                segment.asByteBuffer().order(ByteOrder.nativeOrder()).asShortBuffer());
    }
}
