package dev.octavo.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.gpu.stream.StreamDriver;
import dev.octavo.spi.MemoryKind;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of matrix.h against plain products, with the fragments that PTX's documents give to lanes. On a GPU it asks the chip, elsewhere the stand-in. */
class CudaMatrixUnitsTest {

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

    private NativeBuffer memory(MemorySegment content) {
        NativeBuffer buffer = driver.allocate(content.byteSize(), MemoryKind.DEVICE, "test");
        stream.upload(content, buffer, 0);
        return buffer;
    }

    private void read(NativeBuffer buffer, MemorySegment target) {
        stream.download(buffer, 0, target);
        stream.await();
    }

    private static short bits(String type, float x) {
        return type.equals("f16") ? Float.floatToFloat16(x) : (short) (Float.floatToRawIntBits(x) >>> 16);
    }

    /** Products of small integers are exact, so a lane with the wrong numbers cannot hide. */
    @ParameterizedTest
    @ValueSource(strings = {"f16", "bf16"})
    void productsAreThoseOfTheMatrices(String type) {
        Random random = new Random(7);
        short[] a = new short[2 * 256];
        short[] b = new short[2 * 128];
        float[] c = new float[2 * 128];
        float[] expected = new float[2 * 128];
        float[] left = new float[a.length];
        float[] right = new float[b.length];
        for (int i = 0; i < a.length; i++) {
            left[i] = random.nextInt(-100, 101);
            a[i] = bits(type, left[i]);
        }
        for (int i = 0; i < b.length; i++) {
            right[i] = random.nextInt(-100, 101);
            b[i] = bits(type, right[i]);
        }
        for (int i = 0; i < c.length; i++) {
            c[i] = random.nextInt(-1000, 1001);
            float sum = c[i];
            for (int k = 0; k < 16; k++) {
                sum += left[i / 128 * 256 + i % 128 / 8 * 16 + k] * right[i / 128 * 128 + k * 8 + i % 8];
            }
            expected[i] = sum;
        }
        NativeBuffer result = memory(MemorySegment.ofArray(c));
        stream.launch(new Launch()
                .start(driver.kernel(KernelKey.of("trial_units", "product", "TYPE", type)))
                .buffer(memory(MemorySegment.ofArray(a)), 0)
                .buffer(memory(MemorySegment.ofArray(b)), 0)
                .buffer(result, 0)
                .shape(1, 64));
        read(result, MemorySegment.ofArray(c));
        assertThat(c).containsExactly(expected);
    }

    @Test
    void matricesAreTransposed() {
        short[] in = new short[256];
        for (int i = 0; i < in.length; i++) {
            in[i] = (short) (i * 251);
        }
        short[] out = new short[256];
        NativeBuffer result = memory(MemorySegment.ofArray(out));
        stream.launch(new Launch()
                .start(driver.kernel(KernelKey.of("trial_units", "transposed", "TYPE", "bf16")))
                .buffer(memory(MemorySegment.ofArray(in)), 0)
                .buffer(result, 0)
                .shape(1, 32));
        read(result, MemorySegment.ofArray(out));
        assertThat(out).containsExactly(in);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16})
    void neighboursExchangeNumbers(int mask) {
        float[] x = new float[64];
        float[] expected = new float[64];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
            expected[i] = i ^ mask;
        }
        NativeBuffer result = memory(MemorySegment.ofArray(x));
        stream.launch(new Launch()
                .start(driver.kernel(KernelKey.of("trial_units", "neighbours", "TYPE", "bf16")))
                .buffer(result, 0)
                .i32(mask)
                .shape(1, 64));
        read(result, MemorySegment.ofArray(x));
        assertThat(x).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({"f16, 16", "bf16, 16", "bf16, 6", "bf16, 0"})
    void pairsArePackedSubtractedAndCopied(String type, int bytes) {
        float[] x = new float[64];
        int[] packed = new int[32];
        int[] less = new int[32];
        for (int i = 0; i < x.length; i++) {
            x[i] = i - 30;
        }
        NativeBuffer words = memory(MemorySegment.ofArray(packed));
        NativeBuffer differences = memory(MemorySegment.ofArray(less));
        stream.launch(new Launch()
                .start(driver.kernel(KernelKey.of("trial_units", "pairs", "TYPE", type)))
                .buffer(memory(MemorySegment.ofArray(x)), 0)
                .buffer(words, 0)
                .buffer(differences, 0)
                .i32(bytes)
                .shape(1, 32));
        read(words, MemorySegment.ofArray(packed));
        read(differences, MemorySegment.ofArray(less));
        for (int i = 0; i < 32; i++) {
            assertThat(less[i]).as("difference " + i).isEqualTo(pair(type, x[2 * i] - 1, x[2 * i + 1] - 1));
            int whole = pair(type, x[2 * i], x[2 * i + 1]);
            int kept = i < 28 ? 4 : Math.clamp(bytes - 4L * (i - 28), 0, 4);
            int expected = kept == 4 ? whole : kept == 0 ? 0 : whole & ((1 << (8 * kept)) - 1);
            assertThat(packed[i]).as("word " + i).isEqualTo(expected);
        }
    }

    private static int pair(String type, float x, float y) {
        return (bits(type, x) & 0xffff) | bits(type, y) << 16;
    }
}
