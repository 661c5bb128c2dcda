package dev.octavo.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mapped files are used in place, and look to the kernels like any other memory. */
class PlainViewTest {

    @TempDir
    Path directory;

    @Test
    void aMappingBecomesAPlainSegmentOfTheSameMemoryAndLifetime() throws IOException {
        MemorySegment plain = MemorySegment.NULL;
        try (Arena arena = Arena.ofShared()) {
            MemorySegment mapped = map(arena);
            MemorySegment view = PlainView.of(mapped.asSlice(6, 40));
            assertThat(mapped.isMapped()).isTrue();
            assertThat(view.isMapped()).isFalse();
            assertThat(view.getClass()).isEqualTo(arena.allocate(8).getClass());
            assertThat(view.address()).isEqualTo(mapped.address() + 6);
            assertThat(view.byteSize()).isEqualTo(40);
            assertThat(PlainView.possible(mapped.asSlice(0, 41))).isFalse();
            plain = view;
        }
        MemorySegment closed = plain;
        assertThatThrownBy(() -> closed.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void mappedWeightsAndImportsAreNotCopied() throws IOException {
        try (Rig rig = new Rig(Backends.withThreads(1));
                Arena arena = Arena.ofShared()) {
            MemorySegment mapped = map(arena);
            WeightSpec spec = new WeightSpec(10, 20, WeightFormat.dense(DType.BF16));
            CpuWeights weights = (CpuWeights) rig.backend.gemm().load(spec, WeightSource.stable(10, mapped), rig.queue);
            assertThat(weights.byteSize()).isZero();
            assertThat(weights.memory(0).address()).isEqualTo(mapped.address());
            assertThat(weights.memory(0).isMapped()).isFalse();
            DeviceBuffer buffer = rig.backend.memory().importHost(mapped).orElseThrow();
            assertThat(buffer.hostView().orElseThrow().address()).isEqualTo(mapped.address());
            assertThat(buffer.hostView().orElseThrow().isMapped()).isFalse();
        }
    }

    private MemorySegment map(Arena arena) throws IOException {
        Path file = Files.write(directory.resolve("weights"), new byte[1000]);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, 1000, arena);
        }
    }
}
