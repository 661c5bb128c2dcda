package dev.octavo.conformance.perf;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Support;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a device can do at most, as far as it can be found out through its backend: copies and fills of large buffers and matrix products with one row for its memory, large
 * matrix products for its arithmetic.
 */
final class CeilingTimings {

    private static final long BYTES = 1L << 28;

    private CeilingTimings() {}

    static Stream<PerfCase> all() {
        return Stream.of(
                copy(),
                fill(),
                GemmTimings.timing("ceiling[read,", WeightFormat.dense(DType.F32), DType.F32, DType.F32, 1, 8192, 8192),
                GemmTimings.timing(
                        "ceiling[read,", WeightFormat.dense(DType.BF16), DType.F32, DType.F32, 1, 8192, 8192),
                GemmTimings.timing(
                        "ceiling[gemm,", WeightFormat.dense(DType.F32), DType.F32, DType.F32, 512, 4096, 4096),
                GemmTimings.timing(
                        "ceiling[gemm,", WeightFormat.dense(DType.BF16), DType.BF16, DType.BF16, 512, 4096, 4096),
                GemmTimings.timing(
                        "ceiling[gemm,", WeightFormat.dense(DType.F16), DType.F16, DType.F16, 512, 4096, 4096));
    }

    private static PerfCase copy() {
        return new Timing("ceiling[copy,bytes=" + BYTES + "]", List.of(), backend -> new Support.Native(""), lab -> {
            DeviceBuffer from = lab.buffer(BYTES);
            DeviceBuffer to = lab.buffer(BYTES);
            return new Timing.Work(sink -> sink.copy(from, 0, to, 0, BYTES), 2.0 * BYTES, 0);
        });
    }

    private static PerfCase fill() {
        return new Timing("ceiling[fill,bytes=" + BYTES + "]", List.of(), backend -> new Support.Native(""), lab -> {
            DeviceBuffer to = lab.buffer(BYTES);
            return new Timing.Work(sink -> sink.fill(to, 0, BYTES, Lab.ORDINARY), BYTES, 0);
        });
    }
}
