package dev.octavo.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.backend.cuda.ffi.StandInControl;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.Support;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.AttentionVariant;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which kernels are chosen, what users can say about it, and what they are told. */
class CudaVariantTest {

    private static AttentionSpec attention(DType cache) {
        return new AttentionSpec(
                4,
                new KvLayout(2, 64, 16, cache),
                new AttentionMask.Causal(),
                0.1f,
                0,
                false,
                false,
                DType.BF16,
                DType.BF16,
                64,
                4);
    }

    private static Support support(BackendOptions options, DType cache) {
        try (Backend backend = StandIn.backend(options)) {
            return backend.attention().support(attention(cache));
        }
    }

    @Test
    void theKindsOfAttentionAreNamedWithReasons() {
        try (Backend backend = StandIn.backend()) {
            List<AttentionVariant> variants = backend.attention().variants();
            assertThat(variants)
                    .extracting(AttentionVariant::name)
                    .containsExactly("hopper", "matrix-units", "work-groups", "vectors");
            assertThat(variants.stream().map(variant -> variant.refusal().isEmpty()))
                    .containsExactly(true, true, true, false);
        }
    }

    /** Compute capability 9.0 alone has these units; 10.0 has others. */
    @ParameterizedTest
    @ValueSource(ints = {80, 89, 100, 120})
    void otherGpusSayWhyTheyHaveNoWarpgroups(int capability) {
        String library = StandIn.require().driverLibrary();
        BackendOptions hopper = new BackendOptions(Map.of(AttentionVariant.OPTION, "hopper"));
        StandInControl.pose(library, capability);
        try (Backend backend = StandIn.backend()) {
            assertThat(backend.attention().variants().getFirst().refusal())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("9.0"));
            assertThat(support(BackendOptions.none(), DType.BF16).toString()).contains("BF16 cache, matrix units]");
            assertThat(support(hopper, DType.BF16))
                    .isInstanceOfSatisfying(
                            Support.Unsupported.class,
                            no -> assertThat(no.reason()).contains("hopper", "cannot be had", "9.0"));
        } finally {
            StandInControl.pose(library, 90);
        }
    }

    @Test
    void aKindOfAttentionCanBeAskedFor() {
        BackendOptions groups = new BackendOptions(Map.of(AttentionVariant.OPTION, "work-groups"));
        BackendOptions units = new BackendOptions(Map.of(AttentionVariant.OPTION, "matrix-units"));
        assertThat(support(BackendOptions.none(), DType.BF16).toString())
                .contains("BF16 cache, matrix units of warpgroups");
        assertThat(support(groups, DType.BF16).toString()).contains("no matrix units: work-groups is asked for");
        assertThat(support(units, DType.BF16).toString())
                .contains("BF16 cache, matrix units (not of warpgroups: matrix-units is asked for)");
        assertThat(support(units, DType.F32))
                .isInstanceOfSatisfying(
                        Support.Unsupported.class,
                        no -> assertThat(no.reason()).contains("matrix-units", "cache in F32"));
    }

    @Test
    void aMissingLibraryIsNamedWhereItWouldMultiply() {
        String property = "octavo.cuda.cublaslt";
        String before = System.getProperty(property, "");
        System.setProperty(property, "/nowhere/libcublasLt.so.13");
        try (Backend backend = StandIn.backend()) {
            WeightSpec weights = new WeightSpec(64, 64, WeightFormat.dense(DType.BF16));
            GemmSpec spec = new GemmSpec(weights, DType.BF16, DType.BF16, 1000, ComputePrecision.STRICT, List.of());
            assertThat(backend.gemm().support(spec).toString())
                    .contains(
                            "matrix units in BF16", "no library: cuBLASLt cannot be used", "install CUDA's libcublas");
        } finally {
            System.setProperty(property, before);
        }
    }
}
