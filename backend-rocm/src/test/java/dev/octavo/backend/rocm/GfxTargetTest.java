package dev.octavo.backend.rocm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.tensor.DType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Names of architectures, which reach AMD's compiler only if they have the right form. */
class GfxTargetTest {

    @Test
    void processorsAndSettingsAreToldApart() {
        GfxTarget target = GfxTarget.of("gfx90a:sramecc+:xnack-").orElseThrow();
        assertThat(target.processor()).isEqualTo("gfx90a");
        assertThat(target.full()).isEqualTo("gfx90a:sramecc+:xnack-");
        assertThat(target.generation()).isEqualTo(9);
        assertThat(GfxTarget.of("gfx1201").orElseThrow().generation()).isEqualTo(12);
        assertThat(GfxTarget.of("gfx908:xnack+").orElseThrow().processor()).isEqualTo("gfx908");
    }

    @Test
    void onlyVegaAndNewerAreSupported() {
        assertThat(GfxTarget.of("gfx803").orElseThrow().isSupported()).isFalse();
        for (String processor : List.of("gfx900", "gfx942", "gfx950", "gfx1030", "gfx1151", "gfx1201")) {
            assertThat(GfxTarget.of(processor).orElseThrow().isSupported())
                    .as(processor)
                    .isTrue();
        }
    }

    @Test
    void matrixUnitsAreThoseOfTheProcessor() {
        assertThat(GfxTarget.of("gfx942").orElseThrow().units()).containsExactlyInAnyOrder(DType.F16, DType.BF16);
        assertThat(GfxTarget.of("gfx90a:sramecc+:xnack-").orElseThrow().units()).containsExactly(DType.BF16);
        assertThat(GfxTarget.of("gfx1151").orElseThrow().units()).hasSize(2);
        for (String without : List.of("gfx906", "gfx1030", "gfx1036")) {
            assertThat(GfxTarget.of(without).orElseThrow().units()).as(without).isEmpty();
        }
        assertThat(GfxTarget.of("gfx908").orElseThrow().waveSize()).isEqualTo(64);
        assertThat(GfxTarget.of("gfx1201").orElseThrow().waveSize()).isEqualTo(32);
    }

    @Test
    void nothingElsePasses() {
        for (String text : List.of(
                "",
                "gfx",
                "gfx90",
                "gfx90A",
                "gfx12345",
                "gfx90a ",
                "gfx90a:",
                "gfx90a:foo+",
                "gfx90a:xnack",
                "gfx90a;--x",
                "AMD Radeon",
                "gfx1100\n")) {
            assertThat(GfxTarget.of(text)).as(text).isEmpty();
        }
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThat(GfxTarget.of(text)).isEmpty();
            GfxTarget.of("gfx9" + text)
                    .ifPresent(target -> assertThat(target.full()).matches("[a-z0-9:+-]+"));
        }
    }
}
