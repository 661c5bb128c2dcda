package dev.octavo.backend.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
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
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kernels, arguments, shapes, graphs. */
class CudaLaunchTest {

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

    @Test
    void argumentsOfAllKindsArrive() {
        float[] x = new float[1000];
        float[] expected = new float[1000];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
            expected[i] = i < 900 ? i * 0.5f + 3 : -1;
        }
        NativeBuffer in = memory(4000);
        NativeBuffer out = memory(4100);
        stream.upload(MemorySegment.ofArray(x), in, 0);
        stream.upload(MemorySegment.ofArray(filled(1000, -1)), out, 100);
        stream.launch(new Launch()
                .start(driver.kernel(KernelKey.of("trial", "scale")))
                .buffer(in, 0)
                .buffer(out, 100)
                .i32(900)
                .f32(0.5f)
                .i64(3)
                .shape(15, 64));
        float[] result = new float[1000];
        stream.download(out, 100, MemorySegment.ofArray(result));
        assertThat(stream.signal().await(Duration.ofSeconds(20))).isTrue();
        assertThat(result).containsExactly(expected);
    }

    private static float[] filled(int count, float value) {
        float[] result = new float[count];
        Arrays.fill(result, value);
        return result;
    }

    @Test
    void workItemsOfAGroupExchangeNumbersThroughLocalMemory() {
        NativeBuffer in = memory(IntStream.range(0, 256 * 40).toArray());
        NativeBuffer out = memory(4 * 40);
        stream.launch(new Launch()
                .start(driver.kernel(KernelKey.of("trial", "sums", "GROUP_SIZE", 256, "TIMES", 3)))
                .buffer(in, 0)
                .buffer(out, 0)
                .shape(40, 256));
        assertThat(integers(out))
                .containsExactly(IntStream.range(0, 40)
                        .map(group -> 3 * (256 * 256 * group + 255 * 128))
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
    void everyHalfKeepsItsNumber() {
        short[] bits = new short[65536];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (short) i;
        }
        NativeBuffer in = memory(2 * 65536);
        NativeBuffer wide = memory(4 * 65536);
        NativeBuffer back = memory(2 * 65536);
        stream.upload(MemorySegment.ofArray(bits), in, 0);
        stream.launch(new Launch()
                .start(driver.kernel(KernelKey.of("trial", "halves")))
                .buffer(in, 0)
                .buffer(wide, 0)
                .buffer(back, 0)
                .i32(65536)
                .shape(256, 256));
        MemorySegment floats = MemorySegment.ofArray(new float[65536]);
        MemorySegment halves = MemorySegment.ofArray(new short[65536]);
        stream.download(wide, 0, floats);
        stream.download(back, 0, halves);
        stream.await();
        for (int i = 0; i < bits.length; i++) {
            float expected = Float.float16ToFloat(bits[i]);
            if (Float.isNaN(expected)) {
                assertThat(floats.getAtIndex(JAVA_FLOAT, i)).isNaN();
            } else {
                assertThat(floats.getAtIndex(JAVA_FLOAT, i)).isEqualTo(expected);
                assertThat(halves.getAtIndex(JAVA_SHORT, i)).isEqualTo(bits[i]);
            }
        }
    }

    @Test
    void aSequenceRunsInOrderAsOftenAsItIsEnqueuedAndReadsMemoryThen() {
        NativeBuffer in = memory(IntStream.range(0, 64).toArray());
        NativeBuffer out = memory(4);
        NativeBuffer last = memory(256);
        Launch sum = new Launch()
                .start(driver.kernel(KernelKey.of("trial", "sums", "GROUP_SIZE", 64, "TIMES", 1)))
                .buffer(in, 0)
                .buffer(out, 0)
                .shape(1, 64);
        Launch places = new Launch()
                .start(driver.kernel(KernelKey.of("trial", "places")))
                .buffer(in, 0)
                .shape(1, 64);
        try (LaunchSequence sequence = stream.sequence(List.of(sum, places))) {
            sequence.enqueue(stream);
            sequence.enqueue(stream);
            assertThat(integers(out)).containsExactly(63 * 32);
            stream.upload(MemorySegment.ofArray(new int[64]), in, 0);
            sequence.enqueue(stream);
            stream.copy(out, 0, last, 8, 4);
            assertThat(integers(out)).containsExactly(0);
            assertThat(integers(in)).containsExactly(IntStream.range(0, 64).toArray());
            assertThat(integers(last)[2]).isZero();
        }
    }

    @Test
    void aSequenceWhoseMemoryIsGoneIsNotEnqueued() {
        NativeBuffer in = memory(new int[64]);
        NativeBuffer out = memory(4);
        Launch sum = new Launch()
                .start(driver.kernel(KernelKey.of("trial", "sums", "GROUP_SIZE", 64, "TIMES", 1)))
                .buffer(in, 0)
                .buffer(out, 0)
                .shape(1, 64);
        try (LaunchSequence sequence = stream.sequence(List.of(sum, sum))) {
            sequence.enqueue(stream);
            stream.await();
            in.close();
            assertThatThrownBy(() -> sequence.enqueue(stream)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> stream.launch(sum)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aLaunchThatTheDeviceRefusesNamesTheCall() {
        Launch wrong = new Launch()
                .start(driver.kernel(KernelKey.of("trial", "places")))
                .buffer(memory(4), 0)
                .shape(1, 4096);
        assertThatThrownBy(() -> stream.launch(wrong))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("cuLaunchKernel")
                .hasMessageContaining("CUDA_ERROR_INVALID_VALUE");
        Launch tall = new Launch()
                .start(driver.kernel(KernelKey.of("trial", "places")))
                .buffer(memory(4), 0)
                .shape(1, 70_000, 1, 1, 1, 1);
        assertThatThrownBy(() -> stream.launch(tall))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("70000");
    }

    @Test
    void aSourceThatDoesNotCompileShowsTheCompilersWords() {
        assertThatThrownBy(() -> driver.kernel(KernelKey.of("trial", "scale", "GROUP_SIZE", "@")))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("trial scale GROUP_SIZE=@");
    }

    @Test
    void equalKeysAreTheSameKernel() {
        KernelKey key = KernelKey.of("trial", "places");
        assertThat(driver.kernel(key)).isSameAs(driver.kernel(KernelKey.of("trial", "places")));
        assertThat(driver.kernel(key).maxGroupSize()).isPositive();
    }
}
