package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.execute.FakeModelRunner;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.spi.InternalException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tokens that a device draws are those that the host would have drawn; what needs the host stays with it. */
@Timeout(600)
class DeviceDrawTest {

    private static final int VOCABULARY = 48;
    private static final int[] PROMPT = {1, 2, 3};

    private static List<SamplingParams> free() {
        return List.of(
                Engines.greedy(12).ignoreEos(true).build(),
                SamplingParams.builder().maxTokens(12).ignoreEos(true).seed(1).build(),
                SamplingParams.builder()
                        .maxTokens(12)
                        .ignoreEos(true)
                        .seed(2)
                        .temperature(0.6f)
                        .topK(7)
                        .build(),
                SamplingParams.builder()
                        .maxTokens(12)
                        .ignoreEos(true)
                        .seed(3)
                        .topP(0.7f)
                        .build(),
                SamplingParams.builder()
                        .maxTokens(12)
                        .ignoreEos(true)
                        .seed(4)
                        .minP(0.2f)
                        .topP(0.9f)
                        .topK(9)
                        .build());
    }

    /** What only the host does. */
    private static List<SamplingParams> bound() {
        return List.of(
                Engines.greedy(12).ignoreEos(true).logprobs(2).build(),
                SamplingParams.builder()
                        .maxTokens(12)
                        .ignoreEos(true)
                        .seed(5)
                        .frequencyPenalty(0.5f)
                        .build(),
                Engines.greedy(12)
                        .ignoreEos(true)
                        .allowedTokenIds(List.of(4, 5, 6))
                        .build());
    }

    private static List<int[]> outputs(FakeModelRunner runner, List<SamplingParams> params) {
        CoreHarness harness = new CoreHarness(EngineConfig.defaults(), runner);
        List<ActiveRequest> requests = new ArrayList<>();
        for (SamplingParams one : params) {
            requests.add(harness.submit(Engines.request(one, PROMPT)));
        }
        harness.run();
        return requests.stream().map(one -> CoreHarness.output(one.leader())).toList();
    }

    private static FakeModelRunner model() {
        return new FakeModelRunner(VOCABULARY, 64, 8, 4, 128).asynchronous();
    }

    @Test
    void deviceAndHostChooseTheSame() {
        List<SamplingParams> all = new ArrayList<>(free());
        all.addAll(bound());
        List<int[]> byHost = outputs(model(), all);
        FakeModelRunner device = model().drawing(new ExactDraws(VOCABULARY));
        List<int[]> byDevice = outputs(device, all);
        for (int i = 0; i < all.size(); i++) {
            assertThat(byDevice.get(i)).as("%s", all.get(i)).containsExactly(byHost.get(i));
        }
        assertThat(device.drawnRows()).isEqualTo(free().size() * 12);
        assertThat(device.left()).isEqualTo(bound().size() * 12);
    }

    @Test
    void theHostGoesOnWhereMinTokensEnd() {
        SamplingParams params = Engines.greedy(8).minTokens(3).build();
        FakeModelRunner device = model().drawing(new ExactDraws(VOCABULARY));
        assertThat(outputs(device, List.of(params)).getFirst())
                .containsExactly(outputs(model(), List.of(params)).getFirst());
        assertThat(device.left()).as("before min_tokens").isEqualTo(3);
        assertThat(device.drawnRows()).isEqualTo(5);
    }

    @Test
    void rowsWithoutNumbersFailTheirRequest() {
        FakeModelRunner device = model().drawing((logits, row, draws) -> -1);
        CoreHarness harness = new CoreHarness(EngineConfig.defaults(), device);
        ActiveRequest request = harness.submit(Engines.request(free().getFirst(), PROMPT));
        harness.run();
        assertThat(request.failure()).isInstanceOf(InternalException.class).hasMessageContaining("NaN");
    }
}
