package dev.octavo.conformance.check;

import dev.octavo.conformance.ffi.GuardPages;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Host memory that a backend reads: weights, imported inputs. Where the system can, it ends right before a page that nobody may read, so that reading too far is a crash and not luck; elsewhere it ends before guard
 * bytes, which at least shows what writes too far.
 */
final class HostMemory implements AutoCloseable {

    private static final int GUARD_BYTES = 256;
    private static final byte GUARD = (byte) 0xFF;

    private final Optional<GuardPages> pages;
    private final List<GuardPages.Region> regions = new ArrayList<>();
    private final List<MemorySegment> guards = new ArrayList<>();

    HostMemory() {
        pages = GuardPages.open();
    }

    /** Bytes that end where nothing may be read or written. */
    MemorySegment allocate(long bytes) {
        if (pages.isPresent()) {
            GuardPages.Region region = pages.get().region(bytes);
            regions.add(region);
            return region.last(bytes);
        }
        MemorySegment whole = Arena.ofAuto().allocate(bytes + GUARD_BYTES, 64);
        guards.add(whole.asSlice(bytes).fill(GUARD));
        return whole.asSlice(0, bytes);
    }

    /** Throws if guard bytes were written. */
    void check() {
        for (MemorySegment guard : guards) {
            for (long i = 0; i < GUARD_BYTES; i++) {
                if (guard.get(ValueLayout.JAVA_BYTE, i) != GUARD) {
                    throw new Violation(Check.CANARY, "byte " + i + " behind the end of host memory was written");
                }
            }
        }
    }

    /** Unmaps all of it. */
    @Override
    public void close() {
        regions.forEach(GuardPages.Region::close);
        regions.clear();
    }
}
