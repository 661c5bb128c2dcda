package dev.octavo.backend.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.DeviceException;
import dev.octavo.spi.DeviceLostException;
import dev.octavo.spi.OctavoException;
import dev.octavo.spi.ResourceException;
import org.jocl.CL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClStatusTest {

    @BeforeEach
    void joclIsThere() {
        Devices.require();
    }

    @Test
    void successIsNoException() {
        assertThatCode(() -> ClStatus.check(CL.CL_SUCCESS, "x")).doesNotThrowAnyException();
    }

    @Test
    void aGoneDeviceIsLost() {
        for (int status : new int[] {CL.CL_DEVICE_NOT_AVAILABLE, CL.CL_INVALID_CONTEXT, -9999}) {
            assertThat(ClStatus.exception(status, "a command"))
                    .isInstanceOf(DeviceLostException.class)
                    .hasMessageContaining("" + status);
        }
    }

    @Test
    void lackOfMemoryIsALackOfResources() {
        assertThatThrownBy(() -> ClStatus.check(CL.CL_MEM_OBJECT_ALLOCATION_FAILURE, "a command"))
                .isInstanceOf(ResourceException.class)
                .hasMessageContainingAll("CL_MEM_OBJECT_ALLOCATION_FAILURE", "--kv-cache-memory");
        assertThat(ClStatus.isMemory(CL.CL_OUT_OF_RESOURCES)).isTrue();
        assertThat(ClStatus.isMemory(CL.CL_INVALID_KERNEL)).isFalse();
    }

    @Test
    void laterCallersHearOfTheFirstFailure() {
        OctavoException first = ClStatus.exception(CL.CL_INVALID_KERNEL, "kernel x");
        assertThat(ClStatus.again(first))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("kernel x")
                .hasCause(first);
        assertThat(ClStatus.again(ClStatus.exception(CL.CL_DEVICE_NOT_AVAILABLE, "y")))
                .isInstanceOf(DeviceLostException.class);
    }
}
