package dev.octavo.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.runtime.discovery.BackendCatalog;
import dev.octavo.runtime.discovery.BackendSearch;
import dev.octavo.runtime.generate.EngineConfig;
import dev.octavo.runtime.load.LoadProgress;
import dev.octavo.runtime.testing.SharedMaterial;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.DeviceKind;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.RopeSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Which device a model lands on when backends refuse operators. */
class DeviceTrialTest {

    private final RefusingProvider host = provider("host", DeviceKind.CPU, spec -> Optional.empty());

    private static RefusingProvider provider(String id, DeviceKind kind, Function<Object, Optional<String>> refusal) {
        return new RefusingProvider(id, kind, refusal);
    }

    private static RefusingProvider card(Function<Object, Optional<String>> refusal) {
        return provider("card", DeviceKind.DISCRETE, refusal);
    }

    private static Optional<String> noAttention(Object spec) {
        return Optional.of("no paged attention on this card").filter(reason -> spec instanceof AttentionSpec);
    }

    private static Llm open(String device, RefusingProvider... providers) {
        LlmOptions options = new LlmOptions(
                SharedMaterial.repository().resolve("models/stories"),
                device,
                BackendSearch.standard(),
                BackendOptions.none(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Rounding.AUTO,
                false,
                OptionalInt.of(64),
                16,
                OptionalLong.of(1 << 20),
                OptionalDouble.empty(),
                false,
                EngineConfig.defaults(),
                Duration.ZERO,
                LoadProgress.NONE);
        return new ModelOpening(options, () -> BackendCatalog.of(List.of(providers))).open();
    }

    @Test
    void autoTakesTheBestDeviceThatRunsEveryOperator() {
        RefusingProvider card = card(spec -> Optional.empty());
        try (Llm llm = open("auto", host, card)) {
            assertThat(llm.report().device().address()).isEqualTo("card:0");
            assertThat(card.open).hasValue(1);
            assertThat(host.open).hasValue(0);
        }
        assertThat(card.open).hasValue(0);
    }

    @Test
    void autoPassesOverADeviceThatRefusesAnOperatorAndSaysWhy() {
        RefusingProvider card = card(DeviceTrialTest::noAttention);
        try (Llm llm = open("auto", host, card)) {
            assertThat(llm.report().device().address()).isEqualTo("host:0");
            assertThat(String.join("\n", llm.report().deviceLog()))
                    .contains("not card:0", "attention: no paged attention on this card");
        }
        assertThat(card.open).as("closed again").hasValue(0);
        assertThat(card.loaded).as("no weight was loaded for nothing").hasValue(0);
    }

    @Test
    void autoPassesOverADeviceWhoseBackendBreaks() {
        RefusingProvider card = card(spec -> {
            throw new IllegalStateException("driver gone");
        });
        try (Llm llm = open("auto", host, card)) {
            assertThat(llm.report().device().address()).isEqualTo("host:0");
            assertThat(String.join("\n", llm.report().deviceLog())).contains("driver gone");
        }
        assertThat(card.open).hasValue(0);
    }

    @Test
    void aRefusedFusionIsSplitAndNoObjection() {
        RefusingProvider card = card(spec -> Optional.of("plain products only")
                .filter(r -> spec instanceof GemmSpec gemm && !gemm.epilogue().isEmpty()));
        try (Llm llm = open("auto", host, card)) {
            assertThat(llm.report().device().address()).isEqualTo("card:0");
            assertThat(llm.report().plan().split()).isNotEmpty();
        }
    }

    @Test
    void aNamedDeviceFailsAtStartWithAllReasons() {
        RefusingProvider card = card(spec -> noAttention(spec)
                .or(() -> Optional.of("no rotation on this card").filter(reason -> spec instanceof RopeSpec)));
        assertThatThrownBy(() -> open("card", host, card))
                .isInstanceOf(UnsupportedSpecException.class)
                .hasMessageContainingAll("card:0", "no paged attention on this card", "no rotation on this card");
        assertThat(card.open).hasValue(0);
        assertThat(card.loaded).hasValue(0);
    }

    @Test
    void whereNoDeviceRunsTheModelAllReasonsAreShown() {
        assertThatThrownBy(() -> open("auto", card(DeviceTrialTest::noAttention)))
                .isInstanceOf(DeviceException.class)
                .hasMessageContainingAll("card:0", "no paged attention on this card");
    }
}
