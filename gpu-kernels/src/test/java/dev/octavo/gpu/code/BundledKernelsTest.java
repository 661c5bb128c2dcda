package dev.octavo.gpu.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.gpu.driver.KernelKey;
import java.io.ByteArrayInputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The index of kernels that were compiled ahead of time. */
class BundledKernelsTest {

    private static final KernelKey NORM = KernelKey.of("norm", "row_norm", "IN", "F32", "LANES", 1);

    private static BundledKernels bundle(String index) {
        return new BundledKernels(name -> null, "a newer driver", index);
    }

    @Test
    void kernelsAreFoundByAllOfTheirKey() {
        BundledKernels bundled =
                bundle("0 100 norm row_norm IN=F32 LANES=1\n0 100 norm other IN=F32 LANES=1\n100 7 kv copy\n");
        assertThat(bundled.find(NORM))
                .hasValueSatisfying(image -> assertThat(image.symbol()).isEqualTo("row_norm"));
        assertThat(bundled.find(KernelKey.of("kv", "copy"))).isPresent();
        assertThat(bundled.find(KernelKey.of("norm", "row_norm", "IN", "F16", "LANES", 1)))
                .isEmpty();
        assertThat(bundled.find(NORM).orElseThrow().name())
                .as("entries of one fatbin are one module")
                .isEqualTo(bundled.find(KernelKey.of("norm", "other", "IN", "F32", "LANES", 1))
                        .orElseThrow()
                        .name());
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThat(bundle("").lack(NORM)).contains("among the 0");
        assertThat(bundle("0 9 norm row_norm IN=F32 LANES=1").lack(NORM))
                .contains("architecture")
                .contains("a newer driver");
    }

    @Test
    void eachKernelHasItsPartOfTheCodeWhichIsReadOnce() {
        byte[] code = new byte[107];
        code[100] = 9;
        AtomicInteger opened = new AtomicInteger();
        BundledKernels bundled = new BundledKernels(
                name -> {
                    opened.incrementAndGet();
                    return new ByteArrayInputStream(code);
                },
                "",
                "0 100 norm other\n100 7 kv copy\n");
        assertThat(bundled.find(KernelKey.of("kv", "copy")).orElseThrow().code().get())
                .containsExactly(9, 0, 0, 0, 0, 0, 0);
        assertThat(bundled.find(KernelKey.of("norm", "other"))
                        .orElseThrow()
                        .code()
                        .get())
                .hasSize(100);
        assertThat(opened).hasValue(1);
    }

    @Test
    void aLineThatIsNoneIsRefused() {
        assertThatThrownBy(() -> bundle("0 norm")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bundle("0 x norm row_norm")).isInstanceOf(NumberFormatException.class);
    }
}
