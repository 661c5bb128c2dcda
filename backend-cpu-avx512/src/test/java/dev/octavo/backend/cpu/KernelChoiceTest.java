package dev.octavo.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.backend.cpu.ffi.NativeKernels;
import dev.octavo.backend.cpu.ffi.NativeLibrary;
import dev.octavo.backend.cpu.ffi.Variant;
import dev.octavo.spi.UserException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which kernels a processor gets: this one, taken for one that has less. */
class KernelChoiceTest {

    @Test
    void theFastestThatThereAre() {
        NativeLibrary small = only(Variant.AVX2, Variant.AVX_VNNI);
        assertThat(KernelChoice.AUTO.of(small)).isEqualTo(small.kernels(Variant.AVX_VNNI));
        assertThat(KernelChoice.AVX2.of(small)).isEqualTo(small.kernels(Variant.AVX2));
        assertThat(KernelChoice.VECTOR.of(small)).isEmpty();
        NativeLibrary old = only(Variant.AVX2);
        assertThat(KernelChoice.AUTO.of(old)).isEqualTo(old.kernels(Variant.AVX2));
    }

    @Test
    void aMatrixUnitInPlainCOnlyWhereItIsAskedFor() {
        NativeLibrary library = only(Variant.AVX2, Variant.AMX_IN_C);
        assertThat(KernelChoice.AUTO.of(library)).isEqualTo(library.kernels(Variant.AVX2));
        assertThat(KernelChoice.AMX_IN_C.of(library)).isEqualTo(library.kernels(Variant.AMX_IN_C));
    }

    @Test
    void whatIsNotThereIsRefusedWithTheReason() {
        NativeLibrary old = only(Variant.AVX2);
        for (KernelChoice choice : List.of(KernelChoice.AVX512, KernelChoice.AVX512BF16, KernelChoice.AVXVNNI)) {
            assertThatThrownBy(() -> choice.of(old))
                    .isInstanceOf(UserException.class)
                    .hasMessageContainingAll("kernels=" + choice.word(), "this processor has no ", "kernels=vector");
        }
        NativeLibrary none = new NativeLibrary(Map.of(), "there is no compiler");
        assertThat(KernelChoice.AUTO.of(none)).isEmpty();
        assertThatThrownBy(() -> KernelChoice.AVX2.of(none))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("there is no compiler");
    }

    private static NativeLibrary only(Variant... variants) {
        NativeLibrary all = HostFacts.nativeLibrary();
        Map<Variant, NativeKernels> some = new EnumMap<>(Variant.class);
        for (Variant variant : variants) {
            all.kernels(variant).ifPresent(kernels -> some.put(variant, kernels));
        }
        assumeTrue(
                some.size() == variants.length, "this machine has no kernels in C, or not all of " + List.of(variants));
        return new NativeLibrary(some, "this processor has no AVX-512");
    }
}
