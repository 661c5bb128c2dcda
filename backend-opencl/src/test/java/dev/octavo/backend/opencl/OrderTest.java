package dev.octavo.backend.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.UserException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OrderTest {

    private static final int LINKS = 300;

    private final Ears ears = new Ears();
    private final Order order = new Order(ears);
    private final NativeBuffer a = new Memory();
    private final NativeBuffer b = new Memory();
    private final NativeBuffer c = new Memory();

    /** Counts barriers. */
    private static final class Ears implements Order.Barrier {
        private int heard;

        @Override
        public void enqueue() {
            heard++;
        }

        @Override
        public long next() {
            return 8;
        }

        @Override
        public void mark(long event) {}

        @Override
        public void close() {}
    }

    /** Memory that nobody looks into. */
    private static final class Memory implements NativeBuffer {
        @Override
        public long byteSize() {
            return 4096;
        }

        @Override
        public Optional<MemorySegment> hostView() {
            return Optional.empty();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private record Unbuilt(KernelKey key, int maxGroupSize) implements GpuKernel {}

    private static Launch launch() {
        return new Launch().start(new Unbuilt(KernelKey.of("test", "test"), 64)).i32(1);
    }

    private int barriersFor(Launch... launches) {
        for (Launch launch : launches) {
            order.launch(launch);
        }
        return ears.heard;
    }

    @Test
    void launchesThatOnlyReadTheSameRunBesideOneAnother() {
        assertThat(barriersFor(
                        launch().buffer(a, 0).reads(64).buffer(b, 0).writes(64),
                        launch().buffer(a, 0).reads(64).buffer(b, 64).writes(64),
                        launch().buffer(a, 32).reads(64).buffer(c, 0)))
                .isZero();
    }

    @Test
    void whatIsReadWaitsForItsWriter() {
        assertThat(barriersFor(
                        launch().buffer(a, 0).writes(64), launch().buffer(a, 60).reads(8)))
                .isEqualTo(1);
    }

    @Test
    void whatIsWrittenWaitsForReadersAndWriters() {
        assertThat(barriersFor(
                        launch().buffer(a, 0).reads(64), launch().buffer(a, 63).writes(8)))
                .isEqualTo(1);
        assertThat(barriersFor(launch().buffer(a, 70).writes(1))).isEqualTo(2);
    }

    /** A launch that says nothing may reach what lies before its offset. */
    @Test
    void whatIsNotSaidIsAllOfTheBuffer() {
        assertThat(barriersFor(launch().buffer(a, 0).reads(64), launch().buffer(a, 1024)))
                .isEqualTo(1);
        assertThat(barriersFor(launch().buffer(a, 2048).reads(1))).isEqualTo(2);
    }

    @Test
    void aBarrierSettlesWhatCameBefore() {
        assertThat(barriersFor(
                        launch().buffer(a, 0), launch().buffer(a, 0), launch().buffer(b, 0), launch().buffer(c, 0)))
                .isEqualTo(1);
    }

    @Test
    void copiesStandAlone() {
        order.copy();
        assertThat(ears.heard).isZero();
        order.copy();
        assertThat(ears.heard).isEqualTo(1);
        assertThat(barriersFor(launch().buffer(a, 0).reads(8))).isEqualTo(2);
        order.copy();
        assertThat(ears.heard).isEqualTo(3);
    }

    @Test
    void whatIsKeptInMindIsBounded() {
        Launch many = launch();
        for (int i = 0; i < 100; i++) {
            many.buffer(a, 0).reads(8);
        }
        assertThat(barriersFor(many, many)).isZero();
        assertThat(barriersFor(many)).isEqualTo(1);
    }

    /** A link of the chain that starts too early reads what the link before it has not yet written. */
    @Test
    void aDeviceKeepsTheOrderOfAChain() {
        try (DriverRig rig = rig()) {
            GpuStream stream = rig.driver.newStream();
            GpuKernel kernel = rig.scale(1);
            try (NativeBuffer x = rig.driver.allocate(4096, MemoryKind.DEVICE, "x");
                    NativeBuffer y = rig.driver.allocate(4096, MemoryKind.DEVICE, "y")) {
                stream.upload(MemorySegment.ofArray(new float[1024]), x, 0);
                for (int i = 0; i < LINKS; i++) {
                    stream.launch(DriverRig.scale(kernel, i % 2 == 0 ? x : y, 0, i % 2 == 0 ? y : x, 1024, 1, 1));
                }
                float[] result = new float[1024];
                stream.download(LINKS % 2 == 0 ? x : y, 0, MemorySegment.ofArray(result));
                stream.await();
                assertThat(result).containsOnly(LINKS);
            } finally {
                stream.close();
            }
        }
    }

    @Test
    void capturedLaunchesAreLists() {
        try (DriverRig rig = rig()) {
            GpuStream stream = rig.driver.newStream();
            assertThat(rig.driver.isOutOfOrder()).isTrue();
            assertThat(rig.driver.commandBuffers().of((OpenClStream) stream, List.of()))
                    .isEmpty();
        }
    }

    @Test
    void anUnknownKindOfQueueIsRefused() {
        assertThatThrownBy(() -> OpenClSettings.from(new BackendOptions(Map.of("queue", "sideways"))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("auto, in-order, out-of-order");
    }

    private static DriverRig rig() {
        return new DriverRig(
                OpenClSettings.Staging.AUTO,
                OpenClSettings.Graphs.BUFFERS,
                OpenClSettings.Queues.OUT_OF_ORDER,
                Optional.empty());
    }
}
