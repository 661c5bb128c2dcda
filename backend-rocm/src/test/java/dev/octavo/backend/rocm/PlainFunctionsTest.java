package dev.octavo.backend.rocm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.octavo.backend.rocm.config.RocmConfig;
import dev.octavo.gpu.code.KernelCompiler;
import dev.octavo.gpu.code.KernelImage;
import dev.octavo.gpu.code.KernelImages;
import dev.octavo.gpu.code.KernelList;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.GpuTraits;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.KernelSources;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.gpu.stream.DeviceContext;
import dev.octavo.gpu.stream.LaunchLimits;
import dev.octavo.gpu.stream.ModuleKernels;
import dev.octavo.gpu.stream.StreamDriver;
import dev.octavo.spi.MemoryKind;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** tanh and erf of vendor/hip.h, which plain clang has no library for: the text itself, compiled for the host. */
class PlainFunctionsTest {

    private static final String KERNEL = """
            KERNEL(both)(ARG(float, x), ARG(float, tanh), ARG(float, erf), i32 count) {
                USE(float, x);
                USE(float, tanh);
                USE(float, erf);
                i64 i = GROUP(0) * ITEMS(0) + ITEM(0);
                if (i < count) {
                    tanh[i] = octavo_tanh(x[i]);
                    erf[i] = octavo_erf(x[i]);
                }
            }
            """;
    private static final int COUNT = 1 << 18;

    private static String source() {
        String header = KernelSources.header("vendor/hip");
        int begin = header.indexOf("// begin: plain functions");
        int end = header.indexOf("// end: plain functions");
        assertThat(begin).isPositive();
        assertThat(end).isGreaterThan(begin + 500);
        return "#line 1 \"vendor/hip.h\"\n#line 1 \"plain.k\"\n" + header.substring(begin, end) + KERNEL;
    }

    private static StreamDriver driver() {
        RocmConfig config = StandIn.require();
        StandIn.control();
        RocmAccess.Open open = StandIn.access(config);
        KernelCompiler.Result result = open.library()
                .compiler(config.compilerLibrary(), open.version())
                .compile(source(), "plain.hip", List.of("--offload-arch=gfx1100"));
        assertThat(result).isInstanceOf(KernelCompiler.Result.Code.class);
        byte[] code = ((KernelCompiler.Result.Code) result).code();
        KernelImages images = new KernelImages() {
            @Override
            public Optional<KernelImage> find(KernelKey key) {
                return Optional.of(new KernelImage("plain", () -> code, key.entry()));
            }

            @Override
            public String lack(KernelKey key) {
                return "";
            }
        };
        DeviceContext context = new DeviceContext(
                open.library().control(),
                open.library().commands(),
                new LaunchLimits("HIP", 1 << 20, 1, 1, 1 << 30),
                0);
        GpuTraits traits = new GpuTraits(1, 256, 1, 1, false, false, 1L << 30, 256, false, true);
        return new StreamDriver(
                context, new ModuleKernels("test", context, List.of(images), new KernelList("")), traits, 1L << 30);
    }

    @Test
    void tanhAndErfAreWithinTwoUlp() {
        float[] x = numbers();
        float[] tanh = new float[COUNT];
        float[] erf = new float[COUNT];
        try (StreamDriver driver = driver()) {
            GpuStream stream = driver.newStream();
            NativeBuffer[] buffers = new NativeBuffer[3];
            for (int i = 0; i < 3; i++) {
                buffers[i] = driver.allocate(4L * COUNT, MemoryKind.DEVICE, "test");
            }
            stream.upload(MemorySegment.ofArray(x), buffers[0], 0);
            stream.launch(new Launch()
                    .start(driver.kernel(KernelKey.of("plain", "both")))
                    .buffer(buffers[0], 0)
                    .buffer(buffers[1], 0)
                    .buffer(buffers[2], 0)
                    .i32(COUNT)
                    .shape(COUNT / 256, 256));
            stream.download(buffers[1], 0, MemorySegment.ofArray(tanh));
            stream.download(buffers[2], 0, MemorySegment.ofArray(erf));
            stream.await();
        }
        compare(x, tanh, StrictMath::tanh);
        compare(x, erf, PlainFunctionsTest::erf);
    }

    /** Of all sizes, and what is special. */
    private static float[] numbers() {
        float[] special = {
            0,
            -0.0f,
            Float.MIN_VALUE,
            Float.MAX_VALUE,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.NaN,
            1,
            4,
            0.625f
        };
        float[] x = new float[COUNT];
        Random random = new Random(9);
        for (int i = 0; i < COUNT; i++) {
            x[i] = i < special.length
                    ? special[i]
                    : i % 2 == 0
                            ? (random.nextFloat() - 0.5f) * 12
                            : (float) Math.scalb(random.nextDouble() - 0.5, random.nextInt(60) - 50);
        }
        return x;
    }

    private static void compare(float[] x, float[] actual, DoubleUnaryOperator exact) {
        double worst = 0;
        for (int i = 0; i < x.length; i++) {
            if (Float.isNaN(x[i])) {
                assertThat(actual[i]).isNaN();
                continue;
            }
            double expected = exact.applyAsDouble(x[i]);
            assertThat(Math.copySign(1, actual[i])).isEqualTo(Math.copySign(1, x[i]));
            worst = Math.max(worst, Math.abs(actual[i] - expected) / Math.ulp((float) expected));
        }
        assertThat(worst).isLessThan(2).isPositive();
    }

    /** A series of positive terms, so that nothing cancels. */
    private static double erf(double x) {
        double size = Math.abs(x);
        if (size > 6) {
            return Math.copySign(1, x);
        }
        double term = size;
        double sum = 0;
        for (int n = 0; term > 1e-20 * sum; n++) {
            sum += term;
            term *= 2 * size * size / (2 * n + 3);
        }
        return Math.copySign(2 / Math.sqrt(Math.PI) * Math.exp(-size * size) * sum, x);
    }

    @Test
    void theSeriesIsTheErrorFunction() {
        assertThat(erf(0.5)).isCloseTo(0.5204998778130465, offset(1e-15));
        assertThat(erf(-2)).isCloseTo(-0.9953222650189527, offset(1e-15));
    }
}
