package dev.octavo.backend.cuda;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.gpu.driver.GpuEvent;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.gpu.stream.StreamDriver;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.OutOfDeviceMemoryException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory, transfers of all kinds of host memory, events. */
class CudaTransferTest {

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

    private static byte[] random(int bytes) {
        byte[] result = new byte[bytes];
        new Random(bytes).nextBytes(result);
        return result;
    }

    /** Sizes around the staged blocks' and beyond what may be under way at once. */
    @Test
    void heapMemoryGoesThroughStagedBlocksOfAnySize() {
        for (int bytes : new int[] {1, 100, 64 << 10, (64 << 10) + 1, (4 << 20) + 7, 80 << 20}) {
            byte[] source = random(bytes);
            byte[] target = new byte[bytes];
            NativeBuffer buffer = driver.allocate(bytes + 3L, MemoryKind.DEVICE, "test");
            stream.upload(MemorySegment.ofArray(source), buffer, 3);
            stream.download(buffer, 3, MemorySegment.ofArray(target));
            stream.await();
            assertThat(target).isEqualTo(source);
            buffer.close();
        }
    }

    @Test
    void nativeMemoryMayBePageLockedOrNot() {
        byte[] content = random(300_000);
        try (Arena arena = Arena.ofShared()) {
            NativeBuffer staging = driver.allocate(300_000, MemoryKind.STAGING, "test");
            NativeBuffer device = driver.allocate(300_000, MemoryKind.DEVICE, "test");
            MemorySegment pinned = staging.hostView().orElseThrow();
            MemorySegment plain = arena.allocate(300_000);
            pinned.copyFrom(MemorySegment.ofArray(content));
            stream.upload(pinned, device, 0);
            stream.download(device, 0, plain);
            stream.await();
            assertThat(plain.toArray(JAVA_BYTE)).isEqualTo(content);
            pinned.fill((byte) 0);
            stream.upload(plain.asSlice(5, 1000), device, 0);
            stream.download(device, 0, pinned.asSlice(100, 1000));
            stream.await();
            assertThat(pinned.asSlice(100, 1000).mismatch(plain.asSlice(5, 1000)))
                    .isEqualTo(-1);
        }
    }

    @Test
    void aHeapTargetIsFilledOnceALaterEventIsDone() {
        NativeBuffer buffer = driver.allocate(64, MemoryKind.DEVICE, "test");
        byte[] target = new byte[64];
        stream.fill(buffer, 0, 64, (byte) 7);
        stream.download(buffer, 0, MemorySegment.ofArray(target));
        GpuEvent event = stream.signal();
        assertThat(event.await(Duration.ofSeconds(20))).isTrue();
        assertThat(target).containsOnly(7);
        assertThat(event.isDone()).isTrue();
    }

    @Test
    void eventsStayTrueWhenTheirNativeEventsAreUsedAgain() {
        GpuEvent first = stream.signal();
        assertThat(first.await(Duration.ofSeconds(20))).isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(stream.signal().await(Duration.ofSeconds(20))).isTrue();
        }
        assertThat(first.isDone()).isTrue();
        assertThat(first.await(Duration.ZERO)).isTrue();
    }

    @Test
    void aStreamWaitsForAnother() {
        try (GpuStream other = driver.newStream()) {
            NativeBuffer buffer = driver.allocate(64 << 20, MemoryKind.DEVICE, "test");
            byte[] target = new byte[16];
            for (int i = 0; i < 20; i++) {
                other.fill(buffer, 0, 64 << 20, (byte) i);
                stream.waitFor(other.signal());
                stream.download(buffer, (64 << 20) - 16, MemorySegment.ofArray(target));
                stream.await();
                assertThat(target).containsOnly(i);
            }
        }
    }

    @Test
    void memoryThatCannotBeGivenSaysWhatWasAskedAndWhatIsFree() {
        long tooMuch = 2 * driver.totalBytes();
        assertThatThrownBy(() -> driver.allocate(tooMuch, MemoryKind.DEVICE, "weights"))
                .isInstanceOfSatisfying(OutOfDeviceMemoryException.class, e -> {
                    assertThat(e.asked()).isEqualTo(tooMuch);
                    assertThat(e.free()).isPositive().isLessThanOrEqualTo(driver.totalBytes());
                    assertThat(e).hasMessageContaining("weights");
                });
        driver.allocate(1, MemoryKind.DEVICE, "still usable").close();
    }

    @Test
    void freedMemoryComesBack() {
        long before = driver.freeBytes();
        NativeBuffer buffer = driver.allocate(10 << 20, MemoryKind.DEVICE, "test");
        assertThat(driver.freeBytes()).isLessThanOrEqualTo(before - (10 << 20));
        buffer.close();
        buffer.close();
        assertThat(driver.freeBytes()).isEqualTo(before);
    }
}
