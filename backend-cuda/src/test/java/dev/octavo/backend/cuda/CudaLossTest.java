package dev.octavo.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.octavo.backend.cuda.config.CudaConfig;
import dev.octavo.backend.cuda.ffi.StandInControl;
import dev.octavo.gpu.driver.GpuEvent;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.gpu.stream.StreamDriver;
import dev.octavo.spi.DeviceLostException;
import dev.octavo.spi.MemoryKind;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A context that an error has made useless. The stand-in is told to have one; a real device would have to be broken. */
class CudaLossTest {

    private static final int ILLEGAL_ADDRESS = 700;

    @Test
    void everyCallAfterAStickyErrorSaysThatTheDeviceIsLostAndClosingStillWorks() {
        CudaConfig config = StandIn.require();
        assumeFalse(config.driverLibrary().isEmpty(), "the machine's own driver is not broken on purpose");
        StreamDriver driver = StandIn.driver();
        GpuStream stream = driver.newStream();
        NativeBuffer buffer = driver.allocate(64, MemoryKind.DEVICE, "test");
        byte[] target = new byte[64];
        stream.fill(buffer, 0, 64, (byte) 5);
        stream.await();
        stream.download(buffer, 0, MemorySegment.ofArray(target));
        GpuEvent event = stream.signal();
        StandInControl.lose(config.driverLibrary(), ILLEGAL_ADDRESS);

        assertThat(event.isDone()).as("done also means failed").isTrue();
        assertThatThrownBy(() -> event.await(Duration.ofSeconds(5)))
                .isInstanceOf(DeviceLostException.class)
                .hasMessageContaining("CUDA_ERROR_ILLEGAL_ADDRESS")
                .hasMessageContaining("restart the process");
        assertThat(target).as("nothing that did not come").containsOnly(0);
        assertThatThrownBy(() -> stream.fill(buffer, 0, 64, (byte) 1)).isInstanceOf(DeviceLostException.class);
        assertThatThrownBy(stream::await).isInstanceOf(DeviceLostException.class);
        assertThatThrownBy(() -> driver.allocate(1, MemoryKind.DEVICE, "test")).isInstanceOf(DeviceLostException.class);
        assertThatCode(buffer::close).doesNotThrowAnyException();
        assertThatCode(stream::close).doesNotThrowAnyException();
        assertThatCode(driver::close).doesNotThrowAnyException();
    }
}
