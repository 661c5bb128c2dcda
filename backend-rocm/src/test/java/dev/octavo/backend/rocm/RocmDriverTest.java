package dev.octavo.backend.rocm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.LaunchSequence;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.gpu.stream.StreamDriver;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.OutOfDeviceMemoryException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The binding: memory, transfers, events, kernels, arguments, shapes, graphs. */
class RocmDriverTest {

    private StreamDriver driver;
    private GpuStream stream;

    @BeforeEach
    void open() {
        driver = StandIn.driver();
        stream = driver.newStream();
    }

    @AfterEach
    void close() {
        if (driver != null) {
            driver.close();
        }
    }

    private NativeBuffer memory(long bytes) {
        return driver.allocate(bytes, MemoryKind.DEVICE, "test");
    }

    private NativeBuffer memory(int... values) {
        NativeBuffer buffer = memory(4L * values.length);
        stream.upload(MemorySegment.ofArray(values), buffer, 0);
        return buffer;
    }

    private int[] integers(NativeBuffer buffer) {
        int[] result = new int[(int) buffer.byteSize() / 4];
        stream.download(buffer, 0, MemorySegment.ofArray(result));
        stream.await();
        return result;
    }

    private Launch sum(NativeBuffer in, NativeBuffer out) {
        return new Launch()
                .start(driver.kernel(KernelKey.of("trial", "sums", "GROUP_SIZE", 64, "TIMES", 1)))
                .buffer(in, 0)
                .buffer(out, 0)
                .shape(in.byteSize() / 256, 64);
    }

    @Test
    void argumentsOfAllKindsArrive() {
        NativeBuffer in = memory(4000);
        NativeBuffer out = memory(4100);
        stream.upload(MemorySegment.ofArray(new float[] {1, 2, 3, 4, 5}), in, 8);
        stream.fill(out, 0, 4100, (byte) 0xff);
        stream.launch(new Launch()
                .start(driver.kernel(KernelKey.of("trial", "scale")))
                .buffer(in, 8)
                .buffer(out, 100)
                .i32(5)
                .f32(0.5f)
                .i64(-3)
                .shape(15, 64));
        MemorySegment result = MemorySegment.ofArray(new float[1025]);
        stream.download(out, 0, result);
        assertThat(stream.signal().await(Duration.ofSeconds(20))).isTrue();
        for (int i = 0; i < 1025; i++) {
            float value = result.getAtIndex(JAVA_FLOAT, i);
            if (i >= 25 && i < 30) {
                assertThat(value).isEqualTo((i - 24) * 0.5f - 3);
            } else {
                assertThat(value).as("word %d", i).isNaN();
            }
        }
    }

    @Test
    void workItemsOfAGroupExchangeNumbersThroughLocalMemory() {
        NativeBuffer in = memory(IntStream.range(0, 64 * 40).toArray());
        NativeBuffer out = memory(4 * 40);
        stream.launch(sum(in, out));
        assertThat(integers(out))
                .containsExactly(IntStream.range(0, 40)
                        .map(group -> 64 * 64 * group + 63 * 32)
                        .toArray());
    }

    @Test
    void shapesHaveThreeDimensions() {
        NativeBuffer out = memory(4 * 6 * 4 * 6);
        stream.launch(new Launch()
                .start(driver.kernel(KernelKey.of("trial", "places")))
                .buffer(out, 0)
                .shape(3, 2, 3, 2, 2, 2));
        int[] expected = new int[6 * 4 * 6];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = 100 * (i / 24) + 10 * (i / 6 % 4) + i % 6;
        }
        assertThat(integers(out)).containsExactly(expected);
    }

    @Test
    void aGraphRunsAsOftenAsItIsEnqueuedAndReadsMemoryThen() {
        NativeBuffer in = memory(IntStream.range(0, 64).toArray());
        NativeBuffer middle = memory(new int[64]);
        NativeBuffer out = memory(4);
        try (LaunchSequence sequence = stream.sequence(List.of(sum(in, middle), sum(middle, out)))) {
            sequence.enqueue(stream);
            sequence.enqueue(stream);
            assertThat(integers(out)).containsExactly(63 * 32);
            stream.fill(in, 0, 256, (byte) 0);
            sequence.enqueue(stream);
            assertThat(integers(out)).containsExactly(0);
            in.close();
            assertThatThrownBy(() -> sequence.enqueue(stream)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void allKindsOfHostMemoryComeAndGo() {
        byte[] content = new byte[9 << 20];
        new Random(1).nextBytes(content);
        byte[] back = new byte[content.length];
        try (Arena arena = Arena.ofShared()) {
            NativeBuffer device = memory(content.length + 3L);
            NativeBuffer staging = driver.allocate(content.length, MemoryKind.STAGING, "test");
            MemorySegment pinned = staging.hostView().orElseThrow();
            MemorySegment plain = arena.allocate(content.length);
            stream.upload(MemorySegment.ofArray(content), device, 3);
            stream.download(device, 3, plain);
            stream.copy(device, 3, staging, 0, content.length);
            stream.fill(device, 0, content.length, (byte) 0);
            stream.copy(staging, 0, device, 0, content.length);
            stream.download(device, 0, MemorySegment.ofArray(back));
            stream.await();
            assertThat(plain.toArray(JAVA_BYTE)).isEqualTo(content);
            assertThat(pinned.mismatch(plain)).isEqualTo(-1);
            assertThat(back).isEqualTo(content);
        }
    }

    @Test
    void aStreamWaitsForAnother() {
        try (GpuStream other = driver.newStream()) {
            NativeBuffer buffer = memory(64 << 20);
            byte[] target = new byte[16];
            for (int i = 0; i < 10; i++) {
                other.fill(buffer, 0, 64 << 20, (byte) i);
                stream.waitFor(other.signal());
                stream.download(buffer, (64 << 20) - 16, MemorySegment.ofArray(target));
                stream.await();
                assertThat(target).containsOnly(i);
            }
        }
    }

    @Test
    void memoryThatCannotBeGivenSaysWhatWasAskedAndWhatWasFreedComesBack() {
        long before = driver.freeBytes();
        long tooMuch = 2 * driver.totalBytes();
        assertThatThrownBy(() -> driver.allocate(tooMuch, MemoryKind.DEVICE, "weights"))
                .isInstanceOfSatisfying(OutOfDeviceMemoryException.class, e -> {
                    assertThat(e.asked()).isEqualTo(tooMuch);
                    assertThat(e).hasMessageContaining("weights");
                });
        NativeBuffer buffer = memory(10 << 20);
        assertThat(driver.freeBytes()).isLessThanOrEqualTo(before - (10 << 20));
        buffer.close();
        buffer.close();
        assertThat(driver.freeBytes()).isEqualTo(before);
    }

    @Test
    void aLaunchThatIsRefusedSaysWhy() {
        KernelKey key = KernelKey.of("trial", "places");
        Launch wide =
                new Launch().start(driver.kernel(key)).buffer(memory(4), 0).shape(1, 4096);
        assertThatThrownBy(() -> stream.launch(wide))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("hipModuleLaunchKernel")
                .hasMessageContaining("hipErrorInvalidValue");
        Launch tall =
                new Launch().start(driver.kernel(key)).buffer(memory(4), 0).shape(1, 70_000, 1, 1, 1, 1);
        assertThatThrownBy(() -> stream.launch(tall))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HIP")
                .hasMessageContaining("70000");
        Launch many =
                new Launch().start(driver.kernel(key)).buffer(memory(4), 0).shape(1 << 30, 1024);
        assertThatThrownBy(() -> stream.launch(many)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSourceThatDoesNotCompileShowsTheCompilersWords() {
        assertThatThrownBy(() -> driver.kernel(KernelKey.of("trial", "scale", "GROUP_SIZE", "@")))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("HIPRTC")
                .hasMessageContaining("trial scale GROUP_SIZE=@");
    }
}
