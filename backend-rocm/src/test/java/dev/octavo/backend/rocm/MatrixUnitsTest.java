package dev.octavo.backend.rocm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.backend.rocm.config.RocmConfig;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.gpu.stream.StreamDriver;
import dev.octavo.spi.MemoryKind;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The words of {@code matrix.h} against plain products, for each kind of AMD's matrix units. The stand-in has numbers where AMD's documents put them; on a GPU the chip itself is asked. Products of small integers are exact,
 * so a lane with the wrong numbers cannot hide.
 */
class MatrixUnitsTest {

    private static final int N = 16;

    @SuppressWarnings("NullAway.Init") // Each test opens it first.
    private StreamDriver driver;

    @SuppressWarnings("NullAway.Init")
    private GpuStream stream;

    private int wave;

    private void open(String processor) {
        GfxTarget target = GfxTarget.of(processor).orElseThrow();
        wave = target.waveSize();
        RocmConfig config = StandIn.require();
        if (!config.library().isEmpty()) {
            StandIn.control().become(processor, wave);
        }
        driver = StandIn.driver(config);
        stream = driver.newStream();
    }

    @AfterEach
    void close() {
        if (driver != null) {
            driver.close();
            if (!RocmConfig.read().library().isEmpty()) {
                StandIn.control().reset();
            }
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

    private Launch start(String entry, String type) {
        return new Launch().start(driver.kernel(KernelKey.of("trial_fragments", entry, "TYPE", type)));
    }

    private static short bits(String type, float x) {
        return type.equals("f16") ? Float.floatToFloat16(x) : (short) (Float.floatToRawIntBits(x) >>> 16);
    }

    private static short[] bits(String type, float[] x) {
        short[] result = new short[x.length];
        for (int i = 0; i < x.length; i++) {
            result[i] = bits(type, x[i]);
        }
        return result;
    }

    private static float[] integers(Random random, int count, int bound) {
        float[] result = new float[count];
        for (int i = 0; i < count; i++) {
            result[i] = random.nextInt(-bound, bound + 1);
        }
        return result;
    }

    /** Row by row, matrices one behind the other. */
    private static float[] product(float[] a, float[] b, float[] c) {
        float[] result = c.clone();
        for (int i = 0; i < c.length; i++) {
            for (int k = 0; k < N; k++) {
                result[i] += a[i / N * N + k] * b[i / (N * N) * (N * N) + k * N + i % N];
            }
        }
        return result;
    }

    @ParameterizedTest
    @CsvSource({
        "gfx908, f16",
        "gfx908, bf16",
        "gfx90a, bf16",
        "gfx942, f16",
        "gfx942, bf16",
        "gfx1100, f16",
        "gfx1100, bf16",
        "gfx1201, f16",
        "gfx1201, bf16"
    })
    void productsAreThoseOfTheMatrices(String processor, String type) {
        open(processor);
        Random random = new Random(7);
        float[] a = integers(random, 2 * N * N, 100);
        float[] b = integers(random, 2 * N * N, 100);
        float[] c = integers(random, 2 * N * N, 1000);
        float[] sums = new float[c.length];
        NativeBuffer result = memory(MemorySegment.ofArray(c));
        stream.launch(start("product", type)
                .buffer(memory(MemorySegment.ofArray(bits(type, a))), 0)
                .buffer(memory(MemorySegment.ofArray(bits(type, b))), 0)
                .buffer(result, 0)
                .shape(1, 2 * wave));
        read(result, MemorySegment.ofArray(sums));
        assertThat(sums).containsExactly(product(a, b, c));
    }

    @ParameterizedTest
    @CsvSource({"gfx908, bf16", "gfx942, f16", "gfx1100, f16", "gfx1100, bf16", "gfx1201, bf16"})
    void sumsBecomeFactorsAndRowsAreSummedUp(String processor, String type) {
        open(processor);
        Random random = new Random(11);
        float[] s = integers(random, N * N, 100);
        float[] v = integers(random, N * N, 100);
        NativeBuffer out = memory(MemorySegment.ofArray(new float[N * N]));
        NativeBuffer rows = memory(MemorySegment.ofArray(new float[2 * N]));
        stream.launch(start("chained", type)
                .buffer(memory(MemorySegment.ofArray(s)), 0)
                .buffer(memory(MemorySegment.ofArray(bits(type, v))), 0)
                .buffer(out, 0)
                .buffer(rows, 0)
                .shape(1, wave));
        float[] result = new float[N * N];
        float[] ofRows = new float[2 * N];
        read(out, MemorySegment.ofArray(result));
        read(rows, MemorySegment.ofArray(ofRows));
        assertThat(result).containsExactly(product(s, v, new float[N * N]));
        for (int row = 0; row < N; row++) {
            float sum = 0;
            float largest = Float.NEGATIVE_INFINITY;
            for (int column = 0; column < N; column++) {
                sum += s[row * N + column];
                largest = Math.max(largest, s[row * N + column]);
            }
            assertThat(ofRows[2 * row]).as("sum of row " + row).isEqualTo(sum);
            assertThat(ofRows[2 * row + 1]).as("largest of row " + row).isEqualTo(largest);
        }
    }

    @ParameterizedTest
    @CsvSource({"gfx942, f16, 16", "gfx942, bf16, 6", "gfx1100, bf16, 0", "gfx1201, f16, 10"})
    void pairsArePackedSubtractedAndCopied(String processor, String type, int bytes) {
        open(processor);
        float[] x = new float[2 * wave];
        for (int i = 0; i < x.length; i++) {
            x[i] = i - wave;
        }
        int[] packed = new int[wave];
        int[] less = new int[wave];
        int[] picked = new int[wave];
        int[] copied = new int[4];
        NativeBuffer[] out = new NativeBuffer[4];
        int[][] targets = {packed, less, picked, copied};
        Launch launch = start("pairs", type).buffer(memory(MemorySegment.ofArray(x)), 0);
        for (int i = 0; i < out.length; i++) {
            out[i] = memory(MemorySegment.ofArray(targets[i]));
            launch.buffer(out[i], 0);
        }
        stream.launch(launch.i32(bytes).shape(1, wave));
        for (int i = 0; i < out.length; i++) {
            read(out[i], MemorySegment.ofArray(targets[i]));
        }
        for (int i = 0; i < wave; i++) {
            int pair = pair(type, x[2 * i], x[2 * i + 1]);
            assertThat(packed[i]).as("word " + i).isEqualTo(pair);
            assertThat(less[i]).as("difference " + i).isEqualTo(pair(type, x[2 * i] - 1, x[2 * i + 1] - 1));
            int expected = (pair & 0xff00ff) | 0x01000300;
            assertThat(picked[i]).as("bytes " + i).isEqualTo(expected);
        }
        for (int i = 0; i < 4; i++) {
            int kept = Math.clamp(bytes - 4L * i, 0, 4);
            int mask = kept == 4 ? -1 : (1 << (8 * kept)) - 1;
            assertThat(copied[i]).as("copy " + i).isEqualTo(packed[i] & mask);
        }
    }

    private static int pair(String type, float x, float y) {
        return (bits(type, x) & 0xffff) | bits(type, y) << 16;
    }
}
