package dev.octavo.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.octavo.runtime.schedule.SchedulerConfig;
import dev.octavo.simulator.device.CostModel;
import dev.octavo.simulator.device.DevicePreset;
import dev.octavo.simulator.device.ModelPreset;
import dev.octavo.simulator.device.RooflineCost;
import dev.octavo.simulator.workload.ArrivalProcess;
import dev.octavo.simulator.workload.LengthRange;
import dev.octavo.simulator.workload.TraceRequest;
import dev.octavo.simulator.workload.Workload;
import dev.octavo.spi.UserException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationTest {

    private static final CostModel H100 = new RooflineCost(ModelPreset.LLAMA_3_1_8B.shape(), DevicePreset.H100.spec());

    private static SimulationSettings settings(int sequences, int blocks, int replicas, RoutingPolicy routing) {
        return new SimulationSettings(
                new SchedulerConfig(false, sequences, 2048, sequences, true, 0, 0, true),
                16,
                blocks,
                true,
                replicas,
                routing);
    }

    private static Workload chats(int requests, double rate) {
        return new Workload(
                requests,
                new ArrivalProcess(rate, 0.5),
                new LengthRange(120, 0.5),
                new LengthRange(40, 0.9),
                4,
                200,
                3,
                2);
    }

    @ParameterizedTest
    @EnumSource
    void everyRequestFinishesAndNothingIsLost(RoutingPolicy routing) {
        List<TraceRequest> trace = chats(600, 400).trace(7);
        SimulationResult result = Simulation.run(settings(64, 150, 3, routing), H100, trace);

        assertThat(result.requests()).isEqualTo(600);
        assertThat(result.outputTokens())
                .isEqualTo(trace.stream().mapToLong(TraceRequest::outputTokens).sum());
        assertThat(result.promptTokens())
                .isEqualTo(trace.stream().mapToLong(TraceRequest::promptTokens).sum());
        assertThat(result.gaps().count()).isEqualTo(result.outputTokens() - 600);
        assertThat(result.end().running()).isZero();
        assertThat(result.end().waiting()).isZero();
        assertThat(result.end().kvUse()).isZero();
        assertThat(result.end().preemptions()).isPositive();
        assertThat(result.computedTokens() + result.cachedTokens())
                .as("what was computed anew after preemption comes on top, unless it was still in the cache")
                .isGreaterThan(result.promptTokens());
    }

    @Test
    void withoutPreemptionEveryTokenIsComputedOnce() {
        List<TraceRequest> trace = chats(300, 50).trace(3);
        SimulationResult result = Simulation.run(settings(64, 60_000, 1, RoutingPolicy.ROUND_ROBIN), H100, trace);
        assertThat(result.end().preemptions()).isZero();
        assertThat(result.cachedTokens()).isPositive();
        assertThat(result.computedTokens() + result.cachedTokens())
                .isEqualTo(result.promptTokens() + result.outputTokens() - result.requests());
    }

    @Test
    void equalSeedsGiveEqualResults() {
        SimulationSettings settings = settings(32, 700, 2, RoutingPolicy.PREFIX_AWARE);
        SimulationResult first = Simulation.run(settings, H100, chats(300, 300).trace(11));
        assertThat(Simulation.run(settings, H100, chats(300, 300).trace(11))).isEqualTo(first);
        assertThat(Simulation.run(settings, H100, chats(300, 300).trace(12))).isNotEqualTo(first);
    }

    /** Requests in the system are the rate times the time that each stays (Little 1961, doi:10.1287/opre.9.3.383). */
    @Test
    void littlesLawHolds() {
        Workload workload =
                Workload.random(4000, new ArrivalProcess(100, 1), new LengthRange(100, 0.3), new LengthRange(50, 0.3));
        SimulationResult result =
                Simulation.run(settings(256, 20_000, 1, RoutingPolicy.ROUND_ROBIN), H100, workload.trace(5));
        double inside = 0;
        List<Moment> moments = result.timeline();
        for (int i = 1; i < moments.size(); i++) {
            double seconds = moments.get(i).seconds() - moments.get(i - 1).seconds();
            inside +=
                    seconds * (moments.get(i - 1).running() + moments.get(i - 1).waiting());
        }
        double mean = inside / result.seconds();
        assertThat(mean)
                .isCloseTo(result.requestThroughput() * result.endToEnd().mean(), within(0.05 * mean));
    }

    /** One sequence at a time, one token each, constant step: M/D/1, whose mean wait is {@code rho * s / (2 * (1 - rho))} (Pollaczek, Khinchine). */
    @Test
    void aSingleServerWaitsLikeTheory() {
        double service = 0.01;
        double load = 0.7;
        Workload workload = Workload.random(
                60_000, new ArrivalProcess(load / service, 1), new LengthRange(8, 0), new LengthRange(1, 0));
        SimulationResult result =
                Simulation.run(settings(1, 1000, 1, RoutingPolicy.ROUND_ROBIN), step -> service, workload.trace(1));
        double expected = load * service / (2 * (1 - load));
        assertThat(result.ttft().mean() - service).isCloseTo(expected, within(0.05 * expected));
        assertThat(result.busy()).isCloseTo(load, within(0.02));
    }

    @Test
    void aStepCostsWhatTheModelSays() {
        List<TraceRequest> trace = List.of(new TraceRequest(1, 100, 5, 0, 0, 1, 0));
        SimulationResult result = Simulation.run(
                settings(4, 100, 1, RoutingPolicy.ROUND_ROBIN), step -> step.tokens() == 100 ? 0.5 : 0.25, trace);
        assertThat(result.ttft().mean()).isEqualTo(0.5);
        assertThat(result.tpot().mean()).isEqualTo(0.25);
        assertThat(result.endToEnd().mean()).isEqualTo(1.5);
        assertThat(result.steps()).isEqualTo(5);
    }

    @Test
    void anUrgentRequestGoesFirst() {
        List<TraceRequest> trace = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            trace.add(new TraceRequest(0, 10, 10, 0, 0, i + 1, i == 19 ? -1 : 0));
        }
        for (boolean priorities : new boolean[] {false, true}) {
            SimulationSettings settings = new SimulationSettings(
                    new SchedulerConfig(priorities, 1, 2048, 1, true, 0, 0, true),
                    16,
                    100,
                    true,
                    1,
                    RoutingPolicy.ROUND_ROBIN);
            SimulationResult result = Simulation.run(settings, step -> 1, trace);
            assertThat(result.ttft().percentile(100)).isEqualTo(191);
            assertThat(result.requests()).isEqualTo(20);
        }
    }

    @Test
    void prefixAwareRoutingHitsMore() {
        Workload workload = new Workload(
                800, new ArrivalProcess(40, 1), new LengthRange(50, 0.2), new LengthRange(20, 0.2), 32, 512, 1, 0);
        double warm = hitRate(workload, RoutingPolicy.PREFIX_AWARE);
        double cold = hitRate(workload, RoutingPolicy.ROUND_ROBIN);
        assertThat(warm).isGreaterThan(cold + 0.05);
    }

    private static double hitRate(Workload workload, RoutingPolicy routing) {
        return Simulation.run(settings(64, 800, 4, routing), H100, workload.trace(2))
                .end()
                .hitRate();
    }

    @Test
    void whatCanNeverRunIsRefused() {
        SimulationSettings settings = settings(4, 11, 1, RoutingPolicy.ROUND_ROBIN);
        assertThat(Simulation.run(settings, H100, List.of(new TraceRequest(0, 100, 61, 0, 0, 1, 0)))
                        .requests())
                .isEqualTo(1);
        assertThatThrownBy(() -> Simulation.run(settings, H100, List.of(new TraceRequest(0, 100, 62, 0, 0, 1, 0))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("160 tokens");
    }
}
