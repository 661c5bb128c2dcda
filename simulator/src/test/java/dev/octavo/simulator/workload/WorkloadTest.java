package dev.octavo.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadTest {

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 1, 4})
    void gapsHaveTheRateAndTheBurstinessAskedFor(double burstiness) {
        List<TraceRequest> trace = Workload.random(
                        40_000, new ArrivalProcess(20, burstiness), new LengthRange(10, 0), new LengthRange(2, 0))
                .trace(9);
        double mean = trace.getLast().arrival() / trace.size();
        double squares = 0;
        for (int i = 1; i < trace.size(); i++) {
            squares += Math.pow(trace.get(i).arrival() - trace.get(i - 1).arrival() - mean, 2);
        }
        assertThat(mean).isCloseTo(0.05, within(0.002));
        assertThat(squares / trace.size() / (mean * mean)).isCloseTo(1 / burstiness, within(0.1 / burstiness));
    }

    @Test
    void aTurnRepeatsTheConversation() {
        Workload workload =
                new Workload(6, new ArrivalProcess(1, 1), new LengthRange(8, 0.5), new LengthRange(6, 0.5), 2, 5, 3, 1);
        List<TraceRequest> trace = workload.trace(3);
        for (TraceRequest request : trace) {
            for (TraceRequest later : trace) {
                if (later.stream() == request.stream() && later.promptTokens() > request.promptTokens()) {
                    int known = request.promptTokens() + request.outputTokens();
                    int[] output = new int[known];
                    Arrays.setAll(output, request::token);
                    assertThat(Arrays.copyOf(later.prompt(), known)).isEqualTo(output);
                }
            }
        }
        assertThat(trace).hasSize(6);
        assertThat(trace.get(0).prompt()).isNotEqualTo(trace.get(1).prompt());
    }
}
