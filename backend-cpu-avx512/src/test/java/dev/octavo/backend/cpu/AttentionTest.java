package dev.octavo.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.conformance.reference.ReferenceProvider;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attention against the float64 reference backend, and against itself under other batches. */
class AttentionTest {

    private static final AttentionMask CAUSAL = new AttentionMask.Causal();

    static Stream<AttentionSpec> specs() {
        return Stream.of(
                spec(8, new KvLayout(2, 64, 16, DType.BF16), CAUSAL),
                spec(8, new KvLayout(8, 64, 16, DType.F32), CAUSAL),
                spec(6, new KvLayout(2, 40, 5, DType.F16), CAUSAL),
                spec(5, new KvLayout(1, 96, 1, DType.F32), CAUSAL),
                spec(8, new KvLayout(2, 128, 32, DType.BF16), new AttentionMask.Causal(37)),
                spec(4, new KvLayout(4, 17, 8, DType.F32), new AttentionMask.Bidirectional()),
                spec(70, new KvLayout(1, 72, 64, true, 16, DType.BF16), CAUSAL),
                spec(4, new KvLayout(2, 48, 24, false, 16, DType.F32), CAUSAL),
                spec(6, new KvLayout(1, 200, 256, DType.F16), CAUSAL),
                bf16(14, new KvLayout(2, 64, 16, DType.BF16), CAUSAL),
                bf16(3, new KvLayout(1, 100, 7, DType.BF16), new AttentionMask.Causal(33)),
                bf16(5, new KvLayout(1, 576, 512, true, 16, DType.BF16), CAUSAL),
                spec(8, new KvLayout(2, 64, 16, DType.I8), CAUSAL),
                spec(5, new KvLayout(1, 97, 5, DType.I8), new AttentionMask.Causal(33)),
                bf16(6, new KvLayout(3, 128, 48, DType.I8), new AttentionMask.Bidirectional()),
                bf16(5, new KvLayout(1, 576, 512, true, 16, DType.I8), CAUSAL),
                spec(8, new KvLayout(2, 64, 16, DType.F8_E4M3), CAUSAL),
                bf16(5, new KvLayout(1, 100, 40, true, 7, DType.F8_E4M3), new AttentionMask.Causal(33)),
                spec(6, new KvLayout(2, 40, 5, DType.F8_E5M2), CAUSAL),
                bf16(14, new KvLayout(2, 128, 16, DType.F8_E5M2), CAUSAL),
                new AttentionSpec(
                        8,
                        new KvLayout(2, 64, 16, DType.F32),
                        new AttentionMask.Causal(20),
                        0.3f,
                        2f,
                        true,
                        true,
                        DType.BF16,
                        DType.F16,
                        128,
                        8));
    }

    private static AttentionSpec spec(int queryHeads, KvLayout cache, AttentionMask mask) {
        return new AttentionSpec(queryHeads, cache, mask, 0.4f, 0f, false, false, DType.F32, DType.F32, 128, 8);
    }

    private static AttentionSpec bf16(int queryHeads, KvLayout cache, AttentionMask mask) {
        return new AttentionSpec(queryHeads, cache, mask, 0.1f, 0f, false, false, DType.BF16, DType.F32, 128, 8);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void equalsTheReference(AttentionSpec spec) {
        Backends.kernels().forEach(kernels -> equalsTheReference(spec, kernels));
    }

    private static void equalsTheReference(AttentionSpec spec, String kernels) {
        int[] lengths = {70, 1, 33, 64, 100};
        int[] queries = {70, 1, 1, 0, 37};
        try (Rig cpu = rig(3, kernels);
                Rig reference = new Rig(ReferenceProvider.openDefault())) {
            float[] ours = new AttentionWorkload(cpu, spec, lengths).run(queries);
            float[] theirs = new AttentionWorkload(reference, spec, lengths).run(queries);
            float tolerance = spec.output() == DType.F32 ? 1e-5f : 2e-3f;
            if (spec.query() == DType.BF16) {
                // Probabilities may be bf16 too.
                tolerance = 6e-3f;
            }
            if (spec.cache().type() == DType.I8) {
                // A number next to a tie may be stored a step higher or lower; the conformance suite, which imports
                // what is stored, has no such room.
                tolerance = 5e-4f;
            }
            assertThat(ours).hasSameSizeAs(theirs);
            for (int i = 0; i < ours.length; i++) {
                if (!(Math.abs(ours[i] - theirs[i]) <= tolerance)) {
                    assertThat(ours[i]).as("%s: element %d", kernels, i).isCloseTo(theirs[i], within(tolerance));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void bitsDependNeitherOnTheBatchNorOnChunks(AttentionSpec spec) {
        Backends.kernels().forEach(kernels -> bitsDependNeitherOnTheBatchNorOnChunks(spec, kernels));
    }

    private static void bitsDependNeitherOnTheBatchNorOnChunks(AttentionSpec spec, String kernels) {
        try (Rig cpu = rig(2, kernels)) {
            AttentionWorkload all = new AttentionWorkload(cpu, spec, 70, 100);
            float[] whole = all.run(70, 100);
            int row = spec.queryHeads() * spec.cache().valueDim();
            if (spec.mask() instanceof AttentionMask.Causal) {
                for (int length : new int[] {1, 7, 32, 33, 64, 70}) {
                    AttentionWorkload prefix = new AttentionWorkload(cpu, spec, length);
                    float[] last = prefix.run(1);
                    assertThat(last).isEqualTo(slice(whole, (length - 1) * row, row));
                    if (length > 5) {
                        assertThat(prefix.run(5)).isEqualTo(slice(whole, (length - 5) * row, 5 * row));
                    }
                }
            } else {
                float[] last = all.run(1, 3);
                assertThat(slice(last, 0, row)).isEqualTo(slice(whole, 69 * row, row));
                assertThat(slice(last, row, 3 * row)).isEqualTo(slice(whole, 167 * row, 3 * row));
            }
        }
    }

    /** Sixteen lanes are added in one order, whether they are a register or two. */
    @ParameterizedTest
    @MethodSource("specs")
    void bitsDoNotDependOnTheWidthOfRegisters(AttentionSpec spec) {
        List<String> kernels = Stream.of("avx512", "avxvnni", "avx2")
                .filter(Backends.kernels()::contains)
                .toList();
        assumeTrue(kernels.size() > 1, "this machine has kernels of one width only: " + kernels);
        List<float[]> results = kernels.stream()
                .map(choice -> {
                    try (Rig cpu = rig(2, choice)) {
                        return new AttentionWorkload(cpu, spec, 70, 1, 33, 100).run(70, 1, 1, 37);
                    }
                })
                .toList();
        assertThat(results).allSatisfy(result -> assertThat(result).isEqualTo(results.getFirst()));
    }

    private static Rig rig(int threads, String kernels) {
        return new Rig(
                Backends.open(new BackendOptions(Map.of("threads", Integer.toString(threads), "kernels", kernels))));
    }

    private static float[] slice(float[] values, int from, int count) {
        return Arrays.copyOfRange(values, from, from + count);
    }
}
