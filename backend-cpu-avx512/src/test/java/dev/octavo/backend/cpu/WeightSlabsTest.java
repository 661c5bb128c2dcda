package dev.octavo.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.backend.cpu.ffi.NativeKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WeightSlabsTest {

    private static final long MIB = 1 << 20;

    private WeightSlabs slabs;

    @BeforeEach
    void open() {
        Optional<NativeKernels> kernels = KernelLibrary.PROCESS.get().fastest();
        assumeTrue(kernels.isPresent(), "there are no kernels in C for this processor, nor large pages");
        slabs = new WeightSlabs(kernels.get().largePages());
    }

    private MemorySegment take(long bytes, Arena arena) {
        return slabs.allocate(bytes, arena).orElseThrow();
    }

    @Test
    void matricesLieOneBehindTheOther() {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment first = take(3 * MIB + 5, arena);
            MemorySegment second = take(MIB, arena);
            assertThat(first.byteSize()).isEqualTo(3 * MIB + 5);
            assertThat(second.address()).isEqualTo(first.address() + 3 * MIB + 4096);
            assertThat(first.asByteBuffer()
                            .mismatch(Arena.ofAuto().allocate(first.byteSize()).asByteBuffer()))
                    .as("zeroed")
                    .isEqualTo(-1);
        }
        slabs.close();
    }

    @Test
    void aSlabLivesAsLongAsTheLastMatrixInIt() {
        Arena early = Arena.ofShared();
        Arena late = Arena.ofShared();
        MemorySegment gone = take(20 * MIB, early);
        MemorySegment kept = take(20 * MIB, late);
        take(30 * MIB, late).set(ValueLayout.JAVA_BYTE, 0, (byte) 1); // begins the next slab
        kept.set(ValueLayout.JAVA_BYTE, kept.byteSize() - 1, (byte) 7);
        early.close();
        assertThatThrownBy(() -> gone.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
        assertThat(kept.get(ValueLayout.JAVA_BYTE, kept.byteSize() - 1)).isEqualTo((byte) 7);
        slabs.close();
        assertThat(kept.get(ValueLayout.JAVA_BYTE, kept.byteSize() - 1)).isEqualTo((byte) 7);
        late.close();
    }

    @Test
    void aLargeMatrixHasItsOwn() {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment large = take(33 * MIB, arena);
            MemorySegment small = take(MIB, arena);
            assertThat(Math.abs(small.address() - large.address())).isGreaterThanOrEqualTo(MIB);
            large.set(ValueLayout.JAVA_BYTE, large.byteSize() - 1, (byte) 1);
        }
        slabs.close();
        slabs.close();
    }
}
