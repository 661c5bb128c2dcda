package dev.octavo.backend.opencl;

import dev.octavo.backend.opencl.ffi.ClCommands;
import dev.octavo.backend.opencl.ffi.ClLibrary;
import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.KernelSources;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.spi.MemoryKind;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;

/** A driver with kernels of its own. */
final class DriverRig implements AutoCloseable {

    private static final String KERNELS = """
            KERNEL(scale)(ARG(float, in), ARG(float, out), i32 n, float factor, i64 step) {
                USE(float, in);
                USE(float, out);
                i64 i = GROUP(0) * ITEMS(0) + ITEM(0);
                if (i < n) {
                    out[i] = factor * in[i * step] + FLOAT_OF_BITS(BITS_OF_FLOAT((float)OFFSET));
                }
            }
            KERNEL(endless)(ARG(i32, out), i32 n) {
                USE(i32, out);
                i32 sum = 0;
                for (i32 i = 0; i < n; i++) {
                    sum = sum * 3 + out[i & 7];
                }
                out[8 + GROUP(0)] = sum;
            }
            """;

    final OpenClDriver driver;
    private final FoundDevice device;

    DriverRig(OpenClSettings.Staging staging, Optional<Path> cache) {
        this(staging, OpenClSettings.Graphs.AUTO, cache);
    }

    DriverRig(OpenClSettings.Staging staging, OpenClSettings.Graphs graphs, Optional<Path> cache) {
        this(staging, graphs, OpenClSettings.Queues.AUTO, cache);
    }

    DriverRig(
            OpenClSettings.Staging staging,
            OpenClSettings.Graphs graphs,
            OpenClSettings.Queues queues,
            Optional<Path> cache) {
        Devices.require();
        device = Platforms.look().devices().getFirst();
        driver = new OpenClDriver(
                device,
                ClLibrary.open().map(ClCommands::new).orElseThrow(),
                new OpenClSettings(
                        new OpenClSettings.Cache(cache, true),
                        staging,
                        OpenClSettings.Kernels.AUTO,
                        graphs,
                        OpenClSettings.Tuning.OFF,
                        queues),
                source -> KernelSources.header("vendor/opencl") + KERNELS);
    }

    DriverRig() {
        this(OpenClSettings.Staging.AUTO, Optional.empty());
    }

    FoundDevice device() {
        return device;
    }

    GpuKernel scale(int offset) {
        return driver.kernel(KernelKey.of("test", "scale", "OFFSET", offset));
    }

    GpuKernel endless() {
        return driver.kernel(KernelKey.of("test", "endless", "OFFSET", 0));
    }

    static Launch scale(GpuKernel kernel, NativeBuffer in, long at, NativeBuffer out, int n, float factor, long step) {
        return new Launch()
                .start(kernel)
                .buffer(in, at)
                .buffer(out, 0)
                .i32(n)
                .f32(factor)
                .i64(step)
                .shape((n + 63) / 64, 64);
    }

    NativeBuffer floats(GpuStream stream, MemoryKind kind, float... values) {
        NativeBuffer buffer = driver.allocate(4L * values.length, kind, "numbers of a test");
        stream.upload(MemorySegment.ofArray(values), buffer, 0);
        return buffer;
    }

    static float[] read(GpuStream stream, NativeBuffer buffer) {
        float[] values = new float[(int) (buffer.byteSize() / 4)];
        stream.download(buffer, 0, MemorySegment.ofArray(values));
        stream.await();
        return values;
    }

    @Override
    public void close() {
        driver.close();
    }
}
