package dev.octavo.backend.rocm.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Numbers of hip_runtime_api.h, against goldens that {@code src/test/native/hip_header.c} made from the headers of HIP 5.2 and 6.2. */
class HipHeaderTest {

    private static final Map<String, Integer> TOLD_APART = Map.of(
            "hipSuccess", HipStatus.SUCCESS,
            "hipErrorOutOfMemory", HipStatus.OUT_OF_MEMORY,
            "hipErrorNoDevice", HipStatus.NO_DEVICE,
            "hipErrorInvalidDevice", HipStatus.INVALID_DEVICE,
            "hipErrorInvalidImage", HipStatus.INVALID_IMAGE,
            "hipErrorNoBinaryForGpu", HipStatus.NO_BINARY_FOR_GPU,
            "hipErrorInvalidKernelFile", HipStatus.INVALID_KERNEL_FILE,
            "hipErrorNotReady", HipStatus.NOT_READY,
            "hipErrorLaunchOutOfResources", HipStatus.LAUNCH_OUT_OF_RESOURCES);

    private static final List<String> STICKY = List.of(
            "hipErrorDeinitialized",
            "hipErrorPriorLaunchFailure",
            "hipErrorECCNotCorrectable",
            "hipErrorIllegalAddress",
            "hipErrorLaunchTimeOut",
            "hipErrorContextIsDestroyed",
            "hipErrorAssert",
            "hipErrorLaunchFailure",
            "hipErrorRuntimeOther");

    @Test
    void codesAreTheHeadersInBothVersions() throws IOException {
        for (int version : new int[] {5, 6}) {
            Map<String, Long> golden = golden(version);
            TOLD_APART.forEach((name, code) -> assertThat(golden).containsEntry(name, (long) code));
            for (String name : STICKY) {
                assertThat(HipStatus.isSticky(
                                Objects.requireNonNull(golden.get(name), name).intValue()))
                        .as(name)
                        .isTrue();
            }
            for (HipAttribute attribute : HipAttribute.values()) {
                assertThat(golden).containsEntry(attribute.headerName(), (long) attribute.code());
            }
            assertThat(golden)
                    .containsEntry("hipMemcpyDefault", 4L)
                    .containsEntry("hipHostMallocPortable | hipHostMallocMapped | hipHostMallocCoherent", 0x4000_0003L)
                    .containsEntry("hipStreamNonBlocking", 1L)
                    .containsEntry("hipEventDisableTiming", 2L)
                    .containsEntry("hipStreamCaptureModeRelaxed", 2L)
                    .containsEntry("HIP_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK", 0L)
                    .containsEntry("sizeof(hipDevice_t)", 4L);
        }
    }

    @Test
    void theArchitecturesNameLiesWhereItIsRead() throws IOException {
        assertThat(golden(5))
                .containsEntry("sizeof(hipDeviceProp_t)", 792L)
                .containsEntry("offsetof(hipDeviceProp_t, gcnArchName)", HipProperties.OFFSET_OF_5);
        assertThat(golden(6))
                .containsEntry("sizeof(hipDeviceProp_t)", 1472L)
                .containsEntry("offsetof(hipDeviceProp_t, gcnArchName)", HipProperties.OFFSET_OF_6);
    }

    private static Map<String, Long> golden(int version) throws IOException {
        Map<String, Long> result = new HashMap<>();
        try (InputStream in = HipHeaderTest.class.getResourceAsStream("/hip-header-" + version + ".golden")) {
            assertThat(in).isNotNull();
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                int space = line.lastIndexOf(' ');
                result.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
            });
        }
        assertThat(result).hasSizeGreaterThan(30);
        return result;
    }
}
