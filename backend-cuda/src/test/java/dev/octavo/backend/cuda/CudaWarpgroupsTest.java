package dev.octavo.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.gpu.stream.StreamDriver;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.MemoryKind;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The words of warpgroups.h against plain products: descriptors, how pieces lie in work-group memory, fragments. Products of small integers are exact, so a number in a wrong place cannot hide. On a GPU of compute capability
 * 9.0 it asks the chip, elsewhere the stand-in.
 */
class CudaWarpgroupsTest {

    private static final int WARPGROUPS = 2;
    private static final int ROWS = 64;

    private final Random random = new Random(11);
    private StreamDriver driver;
    private GpuStream stream;

    @BeforeEach
    void open() {
        driver = StandIn.driver();
        assumeTrue(driver.hasWarpgroups(), "this GPU is none of compute capability 9.0");
        stream = driver.newStream();
    }

    @AfterEach
    void close() {
        if (driver != null) {
            driver.close();
        }
    }

    private NativeBuffer memory(MemorySegment content) {
        NativeBuffer buffer = driver.allocate(content.byteSize(), MemoryKind.DEVICE, "test");
        stream.upload(content, buffer, 0);
        return buffer;
    }

    private float[] integers(int count, int most) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextInt(-most, most + 1);
        }
        return values;
    }

    private static MemorySegment bits(String type, float[] values) {
        short[] bits = new short[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = type.equals("f16")
                    ? Float.floatToFloat16(values[i])
                    : (short) (Float.floatToRawIntBits(values[i]) >>> 16);
        }
        return MemorySegment.ofArray(bits);
    }

    private float[] run(KernelKey key, MemorySegment a, MemorySegment b, float[] c) {
        NativeBuffer result = memory(MemorySegment.ofArray(c));
        stream.launch(new Launch()
                .start(driver.kernel(key))
                .buffer(memory(a), 0)
                .buffer(memory(b), 0)
                .buffer(result, 0)
                .shape(1, WARPGROUPS * 128));
        float[] read = new float[c.length];
        stream.download(result, 0, MemorySegment.ofArray(read));
        stream.await();
        return read;
    }

    @ParameterizedTest
    @ValueSource(strings = {"f16", "bf16"})
    void factorsComeFromMemory(String type) {
        int each = ROWS * ROWS;
        float[] a = integers(WARPGROUPS * each, 100);
        float[] b = integers(WARPGROUPS * each, 100);
        float[] expected = new float[WARPGROUPS * each];
        for (int i = 0; i < expected.length; i++) {
            int column = i / each * each + i % ROWS * ROWS;
            for (int k = 0; k < ROWS; k++) {
                expected[i] += a[i / ROWS * ROWS + k] * b[column + k];
            }
        }
        KernelKey key = KernelKey.of("trial_warpgroups", "products", "TYPE", type, "COLUMNS", 64, "LOCAL_BYTES", 40960);
        assertThat(run(key, bits(type, a), bits(type, b), new float[expected.length]))
                .containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({"f16, 64", "bf16, 64", "f16, 128", "bf16, 128"})
    void factorsInRegistersMeetRowsInMemory(String type, int columns) {
        int depth = 32;
        float[] a = integers(WARPGROUPS * ROWS * depth, 100);
        float[] b = integers(WARPGROUPS * depth * columns, 100);
        float[] c = integers(WARPGROUPS * ROWS * columns, 1000);
        float[] expected = c.clone();
        for (int i = 0; i < expected.length; i++) {
            int row = i / columns;
            for (int k = 0; k < depth; k++) {
                expected[i] += a[row * depth + k] * b[(row / ROWS * depth + k) * columns + i % columns];
            }
        }
        KernelKey key =
                KernelKey.of("trial_warpgroups", "added", "TYPE", type, "COLUMNS", columns, "LOCAL_BYTES", 40960);
        assertThat(run(key, bits(type, a), bits(type, b), c)).containsExactly(expected);
    }

    @Test
    void moreMemoryThanABlockCanHaveIsRefused() {
        KernelKey key = KernelKey.of(
                "trial_warpgroups", "products", "TYPE", "bf16", "COLUMNS", 64, "LOCAL_BYTES", (227 << 10) + 16);
        assertThatThrownBy(() -> driver.kernel(key))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("bytes of shared memory");
    }
}
