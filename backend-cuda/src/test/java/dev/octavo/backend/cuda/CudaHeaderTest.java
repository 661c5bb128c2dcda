package dev.octavo.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.backend.cuda.driver.CudaStatus;
import dev.octavo.backend.cuda.driver.DeviceAttribute;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUstreamCaptureMode;
import org.junit.jupiter.api.Test;

/** Numbers of cuda.h, against a golden that {@code src/test/native/cuda_header.c} made from cuda.h 13.0. */
class CudaHeaderTest {

    private static final String ERROR = "CUDA_ERROR_";

    @Test
    void errorNamesBelongToTheirCodes() throws IOException {
        Map<String, Integer> golden = golden();
        golden.forEach((name, code) -> {
            if (name.startsWith(ERROR)) {
                assertThat(CudaStatus.name(code)).isEqualTo(name);
            }
        });
        assertThat(golden.keySet().stream().filter(name -> name.startsWith(ERROR)))
                .hasSizeGreaterThan(30);
        assertThat(golden).containsEntry("CUDA_ERROR_OUT_OF_MEMORY", CudaStatus.OUT_OF_MEMORY);
        assertThat(golden).containsEntry("CUDA_ERROR_NOT_READY", CudaStatus.NOT_READY);
        assertThat(golden).containsEntry("CUDA_ERROR_NO_DEVICE", CudaStatus.NO_DEVICE);
        assertThat(golden).containsEntry("CUDA_ERROR_NO_BINARY_FOR_GPU", CudaStatus.NO_BINARY_FOR_GPU);
        assertThat(golden).containsEntry("CUDA_ERROR_UNSUPPORTED_PTX_VERSION", CudaStatus.UNSUPPORTED_PTX_VERSION);
    }

    @Test
    void attributesHaveTheirCodes() throws IOException {
        Map<String, Integer> golden = golden();
        for (DeviceAttribute attribute : DeviceAttribute.values()) {
            assertThat(golden).containsEntry("CU_DEVICE_ATTRIBUTE_" + attribute, attribute.code());
        }
        assertThat(golden)
                .containsEntry("CU_STREAM_CAPTURE_MODE_RELAXED", CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED)
                .containsEntry(
                        "CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK",
                        CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK)
                .containsEntry(
                        "CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES",
                        CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES)
                .containsEntry("sizeof_CUdeviceptr", Long.BYTES)
                .containsEntry("sizeof_CUdevice", Integer.BYTES);
    }

    private static Map<String, Integer> golden() throws IOException {
        Map<String, Integer> result = new HashMap<>();
        try (InputStream in = CudaHeaderTest.class.getResourceAsStream("/cuda-header.golden")) {
            assertThat(in).isNotNull();
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                int space = line.indexOf(' ');
                result.put(line.substring(0, space), Integer.parseInt(line.substring(space + 1)));
            });
        }
        return result;
    }
}
