package dev.octavo.backend.rocm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.backend.rocm.ffi.StandInControl;
import dev.octavo.gpu.driver.GpuEvent;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.gpu.stream.StreamDriver;
import dev.octavo.spi.DeviceLostException;
import dev.octavo.spi.MemoryKind;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A device that an error has made useless. The stand-in is told to have one; a real device would have to be broken. */
class RocmLossTest {

    private static final int ILLEGAL_ADDRESS = 700;

    @Test
    void everyCallAfterAStickyErrorSaysThatTheDeviceIsLostAndClosingStillWorks() {
        StandInControl control = StandIn.control();
        StreamDriver driver = StandIn.driver();
        GpuStream stream = driver.newStream();
        NativeBuffer buffer = driver.allocate(64, MemoryKind.DEVICE, "test");
        byte[] target = new byte[64];
        stream.fill(buffer, 0, 64, (byte) 5);
        stream.await();
        stream.download(buffer, 0, MemorySegment.ofArray(target));
        GpuEvent event = stream.signal();
        control.lose(ILLEGAL_ADDRESS);
        try {
            assertThat(event.isDone()).as("done also means failed").isTrue();
            assertThatThrownBy(() -> event.await(Duration.ofSeconds(5)))
                    .isInstanceOf(DeviceLostException.class)
                    .hasMessageContaining("hipErrorIllegalAddress")
                    .hasMessageContaining("restart");
            assertThat(target).as("nothing that did not come").containsOnly(0);
            assertThatThrownBy(() -> stream.fill(buffer, 0, 64, (byte) 1)).isInstanceOf(DeviceLostException.class);
            assertThatThrownBy(stream::await).isInstanceOf(DeviceLostException.class);
            assertThatThrownBy(() -> driver.allocate(1, MemoryKind.DEVICE, "test"))
                    .isInstanceOf(DeviceLostException.class);
            assertThatCode(buffer::close).doesNotThrowAnyException();
            assertThatCode(stream::close).doesNotThrowAnyException();
            assertThatCode(driver::close).doesNotThrowAnyException();
        } finally {
            control.reset();
        }
    }
}
