package dev.octavo.backend.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.backend.opencl.OpenClSettings.Staging;
import dev.octavo.gpu.driver.GpuEvent;
import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.OutOfDeviceMemoryException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OpenClDriverTest {

    @TempDir
    Path folder;

    /** Numbers, offsets and buffers each change alone between launches of one kernel, whose arguments are remembered. */
    @Test
    void argumentsThatChangeAreSetAnew() {
        try (DriverRig rig = new DriverRig();
                GpuStream stream = rig.driver.newStream()) {
            NativeBuffer one = rig.floats(stream, MemoryKind.DEVICE, 1, 2, 3, 4, 5, 6);
            NativeBuffer two = rig.floats(stream, MemoryKind.DEVICE, 10, 20, 30, 40, 50, 60);
            NativeBuffer out = rig.driver.allocate(12, MemoryKind.DEVICE, "results");
            GpuKernel kernel = rig.scale(100);
            stream.launch(DriverRig.scale(kernel, one, 0, out, 3, 2, 1));
            assertThat(DriverRig.read(stream, out)).containsExactly(102, 104, 106);
            stream.launch(DriverRig.scale(kernel, one, 0, out, 2, 3, 1));
            assertThat(DriverRig.read(stream, out)).containsExactly(103, 106, 106);
            stream.launch(DriverRig.scale(kernel, one, 4, out, 2, 3, 2));
            assertThat(DriverRig.read(stream, out)).containsExactly(106, 112, 106);
            stream.launch(DriverRig.scale(kernel, two, 4, out, 2, 3, 2));
            assertThat(DriverRig.read(stream, out)).containsExactly(160, 220, 106);
            stream.launch(DriverRig.scale(rig.scale(0), two, 4, out, 2, 3, 2));
            assertThat(DriverRig.read(stream, out)).containsExactly(60, 120, 106);
        }
    }

    /** A new buffer may get the handle of one that was closed. */
    @Test
    void aBufferInAnothersPlaceIsSetAnew() {
        try (DriverRig rig = new DriverRig();
                GpuStream stream = rig.driver.newStream()) {
            NativeBuffer out = rig.driver.allocate(4, MemoryKind.DEVICE, "results");
            for (int i = 0; i < 50; i++) {
                try (NativeBuffer in = rig.floats(stream, MemoryKind.DEVICE, i)) {
                    stream.launch(DriverRig.scale(rig.scale(0), in, 0, out, 1, 2, 1));
                    assertThat(DriverRig.read(stream, out)).containsExactly(2 * i);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Staging.class)
    void stagingMemoryIsSeenByTheHostAndByEveryCommand(Staging staging) {
        try (DriverRig rig = new DriverRig(staging, Optional.empty());
                GpuStream stream = rig.driver.newStream()) {
            NativeBuffer in = rig.driver.allocate(40, MemoryKind.STAGING, "inputs");
            NativeBuffer out = rig.driver.allocate(24, MemoryKind.STAGING, "outputs");
            MemorySegment view = in.hostView().orElseThrow();
            for (int i = 0; i < 10; i++) {
                view.setAtIndex(ValueLayout.JAVA_FLOAT, i, i);
            }
            stream.fill(out, 0, 24, (byte) 0);
            stream.launch(DriverRig.scale(rig.scale(0), in, 4, out, 4, 10, 2));
            stream.copy(in, 36, out, 16, 4);
            stream.upload(MemorySegment.ofArray(new float[] {-1}), out, 20);
            NativeBuffer device = rig.driver.allocate(24, MemoryKind.DEVICE, "copy");
            stream.copy(out, 0, device, 0, 24);
            stream.copy(device, 0, in, 0, 24);
            float[] back = new float[6];
            stream.download(out, 0, MemorySegment.ofArray(back));
            GpuEvent event = stream.signal();
            assertThat(event.await(Duration.ofSeconds(20))).isTrue();
            assertThat(back).containsExactly(10, 30, 50, 70, 9, -1);
            assertThat(out.hostView().orElseThrow().toArray(ValueLayout.JAVA_FLOAT))
                    .containsExactly(back);
            assertThat(view.asSlice(0, 24).toArray(ValueLayout.JAVA_FLOAT)).containsExactly(back);
            assertThat(view.getAtIndex(ValueLayout.JAVA_FLOAT, 7)).isEqualTo(7);
        }
    }

    @Test
    void anEventSaysWhenItsTimeIsOver() {
        try (DriverRig rig = new DriverRig();
                GpuStream stream = rig.driver.newStream()) {
            NativeBuffer out = rig.driver.allocate(64, MemoryKind.DEVICE, "sums");
            stream.fill(out, 0, 64, (byte) 1);
            GpuKernel kernel = rig.endless();
            stream.await();
            boolean early = true;
            // Where the machine sleeps meanwhile, the kernel has ended before it is looked at.
            for (int attempt = 0; early && attempt < 10; attempt++) {
                stream.launch(new Launch()
                        .start(kernel)
                        .buffer(out, 0)
                        .i32(400_000_000)
                        .shape(4, 1));
                GpuEvent event = stream.signal();
                long start = System.nanoTime();
                early = event.await(Duration.ofMillis(20));
                assertThat(early || System.nanoTime() - start >= 20_000_000).isTrue();
                assertThat(event.await(Duration.ofMinutes(5))).isTrue();
                assertThat(event.isDone()).isTrue();
            }
            assertThat(early).as("done before its time").isFalse();
        }
    }

    /** What the marker of a stream depends on fails: the stream says so from then on, another goes on. */
    @Test
    void aFailureEndsItsStreamAndNoOther() {
        try (DriverRig rig = new DriverRig();
                GpuStream good = rig.driver.newStream();
                OpenClStream bad = (OpenClStream) rig.driver.newStream()) {
            NativeBuffer buffer = rig.floats(good, MemoryKind.DEVICE, 1, 2);
            bad.fail(ClStatus.exception(org.jocl.CL.CL_OUT_OF_RESOURCES, "a command"));
            assertThatThrownBy(() -> bad.fill(buffer, 0, 8, (byte) 0))
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContaining("CL_OUT_OF_RESOURCES");
            assertThatThrownBy(bad::await).isInstanceOf(DeviceException.class);
            assertThatThrownBy(bad::signal).isInstanceOf(DeviceException.class);
            assertThat(DriverRig.read(good, buffer)).containsExactly(1, 2);
        }
    }

    @Test
    void aLostDeviceIsLostForAllItsStreams() {
        try (DriverRig rig = new DriverRig();
                OpenClStream one = (OpenClStream) rig.driver.newStream();
                GpuStream two = rig.driver.newStream();
                DriverRig other = new DriverRig();
                GpuStream elsewhere = other.driver.newStream()) {
            NativeBuffer buffer = rig.floats(two, MemoryKind.DEVICE, 1, 2);
            one.fail(ClStatus.exception(org.jocl.CL.CL_DEVICE_NOT_AVAILABLE, "a command"));
            assertThatThrownBy(() -> two.fill(buffer, 0, 8, (byte) 0)).hasMessageContaining("CL_DEVICE_NOT_AVAILABLE");
            assertThatThrownBy(() -> rig.driver.allocate(4, MemoryKind.DEVICE, "x"))
                    .isInstanceOf(DeviceException.class);
            assertThatThrownBy(rig.driver::newStream).isInstanceOf(DeviceException.class);
            assertThat(DriverRig.read(elsewhere, other.floats(elsewhere, MemoryKind.DEVICE, 5)))
                    .containsExactly(5);
        }
    }

    @Test
    void aKernelThatCannotBeBuiltComesWithTheCompilersLog() {
        try (DriverRig rig = new DriverRig()) {
            assertThatThrownBy(() -> rig.driver.kernel(KernelKey.of("test", "scale", "OTHER", 1)))
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContainingAll("test.k", "-DOTHER=1", "OFFSET");
            assertThatThrownBy(() -> rig.driver.kernel(KernelKey.of("test", "absent", "OFFSET", 1)))
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContaining("absent");
            assertThat(rig.scale(1)).isSameAs(rig.scale(1));
            assertThat(rig.scale(1).maxGroupSize()).isPositive();
        }
    }

    @Test
    void memoryThatCannotBeHadIsNamed() {
        try (DriverRig rig = new DriverRig()) {
            long free = rig.driver.freeBytes();
            assertThatThrownBy(() -> rig.driver.allocate(1L << 50, MemoryKind.DEVICE, "the moon"))
                    .isInstanceOf(OutOfDeviceMemoryException.class)
                    .hasMessageContainingAll("the moon", "" + (1L << 50), "in one piece");
            try (NativeBuffer some = rig.driver.allocate(64 << 20, MemoryKind.DEVICE, "some")) {
                assertThat(some.byteSize()).isEqualTo(64 << 20);
                assertThat(rig.driver.freeBytes()).isLessThanOrEqualTo(free + (512 << 20));
            }
        }
    }

    @Test
    void builtProgramsAreKeptAndDamagedOnesReplaced() throws IOException {
        useScale();
        List<Path> kept = files();
        assertThat(kept).hasSize(1);
        byte[] whole = Files.readAllBytes(kept.getFirst());
        useScale();
        assertThat(files()).isEqualTo(kept);
        byte[] damaged = whole.clone();
        damaged[damaged.length / 2] ^= 1;
        Files.write(kept.getFirst(), damaged);
        useScale();
        assertThat(Files.readAllBytes(kept.getFirst())).isNotEqualTo(damaged);
        // Whole, but no program that a driver wants.
        String key = kept.getFirst().getFileName().toString().replace(".clbin", "");
        new BinaryCache(Optional.of(folder), 1 << 30).store(key, new byte[] {1, 2, 3});
        useScale();
        assertThat(Files.size(kept.getFirst())).isGreaterThan(100);
    }

    private void useScale() {
        try (DriverRig rig = new DriverRig(Staging.AUTO, Optional.of(folder));
                GpuStream stream = rig.driver.newStream()) {
            NativeBuffer in = rig.floats(stream, MemoryKind.DEVICE, 1, 2);
            NativeBuffer out = rig.driver.allocate(8, MemoryKind.DEVICE, "results");
            stream.launch(DriverRig.scale(rig.scale(7), in, 0, out, 2, 2, 1));
            assertThat(DriverRig.read(stream, out)).containsExactly(9, 11);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
