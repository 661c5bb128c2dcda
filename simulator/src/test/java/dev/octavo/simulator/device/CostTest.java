package dev.octavo.simulator.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CostTest {

    private static StepLoad decode(int sequences, int length) {
        StepLoad load = new StepLoad();
        for (int i = 0; i < sequences; i++) {
            load.add(length - 1, length, true);
        }
        return load;
    }

    @Test
    void decodeOfOneIsBoundByMemoryAndPrefillByArithmetic() {
        ModelShape model = ModelPreset.LLAMA_3_1_8B.shape();
        DeviceSpec device = new DeviceSpec(1e15, 3e12, 80e9, 1, 1, 0);
        RooflineCost cost = new RooflineCost(model, device);
        assertThat(model.layerWeights() + 2 * model.headWeights()).isCloseTo(8.03e9, within(0.01e9));
        assertThat(cost.seconds(decode(1, 1))).isCloseTo(model.bytes() / 3e12, within(1e-6));
        StepLoad prefill = new StepLoad();
        prefill.add(0, 4096, true);
        double linear = 2 * model.layerWeights() * 4096 / 1e15;
        assertThat(cost.seconds(prefill)).isBetween(linear, 1.1 * linear);
    }

    @Test
    void pairsAreThoseOfCausalAttention() {
        StepLoad load = new StepLoad();
        load.add(3, 6, false);
        assertThat(load.pairs()).isEqualTo(4 + 5 + 6);
        assertThat(load.contextTokens()).isEqualTo(6);
        assertThat(load.rows()).isZero();
    }

    @Test
    void aFitFindsTheCoefficientsAndNoneIsNegative() {
        Random random = new Random(2);
        List<FittedCost.Sample> samples = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long tokens = 1L + random.nextInt(300);
            long rows = 1L + random.nextInt(64);
            long context = random.nextInt(20_000);
            double pairs = random.nextInt(100_000);
            double seconds = 1e-3 + 2e-5 * tokens + 3e-6 * rows + 4e-8 * context;
            samples.add(
                    new FittedCost.Sample(tokens, rows, context, pairs, seconds * (1 + 0.02 * random.nextGaussian())));
        }
        double[] found = FittedCost.fit(samples).coefficients();
        assertThat(found[0]).isCloseTo(1e-3, within(2e-4));
        assertThat(found[1]).isCloseTo(2e-5, within(1e-6));
        assertThat(found[3]).isCloseTo(4e-8, within(1e-8));
        assertThat(java.util.Arrays.stream(found).min().orElseThrow()).isNotNegative();
    }
}
