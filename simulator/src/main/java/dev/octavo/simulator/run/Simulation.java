package dev.octavo.simulator.run;

import dev.octavo.simulator.device.CostModel;
import dev.octavo.simulator.workload.TraceRequest;
import dev.octavo.spi.UserException;
import java.util.ArrayList;
import java.util.List;

/** Replays a trace: the next event is an arrival or the end of a replica's step, whichever is sooner. Equal traces give equal results. */
public final class Simulation {

    private final SimulationSettings settings;
    private final List<TraceRequest> trace;
    private final RunRecord record;
    private final List<Replica> replicas = new ArrayList<>();
    private final Router router;
    private final Timeline timeline = new Timeline();
    private double now;

    private Simulation(SimulationSettings settings, CostModel cost, List<TraceRequest> trace) {
        this.settings = settings;
        this.trace = trace;
        this.record = new RunRecord(trace.size());
        for (int i = 0; i < settings.replicas(); i++) {
            replicas.add(new Replica(settings, cost, record));
        }
        this.router = new Router(settings.routing(), replicas);
    }

    /**
     * Runs a trace to its end.
     *
     * @param trace in the order of arrival
     * @throws UserException if a request does not fit into the KV cache of a replica
     */
    public static SimulationResult run(SimulationSettings settings, CostModel cost, List<TraceRequest> trace) {
        if (trace.isEmpty()) {
            throw new UserException("there is nothing to simulate: the trace has no requests");
        }
        Simulation simulation = new Simulation(settings, cost, trace);
        simulation.check();
        simulation.replay();
        return simulation.result();
    }

    private void check() {
        long fits = (settings.blocks() - 1L) * settings.blockSize();
        double before = 0;
        for (TraceRequest request : trace) {
            // The last token of an output is never computed, so it needs no slot.
            long needs = (long) request.promptTokens() + request.outputTokens() - 1;
            if (needs > fits) {
                throw new UserException("a request of " + request.promptTokens() + " prompt and "
                        + request.outputTokens() + " output tokens does not fit into a KV cache of " + fits
                        + " tokens; give more blocks or a smaller model");
            }
            if (!settings.scheduler().chunkedPrefill()
                    && needs > settings.scheduler().maxTokens()) {
                throw new UserException("without chunked prefill, a request of " + needs
                        + " tokens needs --max-num-batched-tokens of at least that");
            }
            if (request.arrival() < before) {
                throw new IllegalArgumentException("the trace is not in the order of arrival");
            }
            before = request.arrival();
        }
    }

    private void replay() {
        int arrived = 0;
        while (true) {
            Replica next = nextToEnd();
            if (arrived < trace.size() && trace.get(arrived).arrival() <= next.stepEnd()) {
                TraceRequest request = trace.get(arrived);
                now = request.arrival();
                router.choose(request).add(request, arrived, now);
                arrived++;
            } else if (next.stepEnd() < Double.POSITIVE_INFINITY) {
                now = next.stepEnd();
                next.endStep();
            } else {
                return;
            }
            if (timeline.wants(now)) {
                timeline.add(moment());
            }
        }
    }

    private Replica nextToEnd() {
        Replica next = replicas.getFirst();
        for (int i = 1; i < replicas.size(); i++) {
            if (replicas.get(i).stepEnd() < next.stepEnd()) {
                next = replicas.get(i);
            }
        }
        return next;
    }

    private Moment moment() {
        int running = 0;
        int waiting = 0;
        long used = 0;
        long preemptions = 0;
        long queried = 0;
        long hit = 0;
        for (Replica replica : replicas) {
            running += replica.scheduler().running();
            waiting += replica.scheduler().waiting();
            used += replica.scheduler().blocks().pool().used();
            preemptions += replica.scheduler().preemptions();
            queried += replica.scheduler().prefixStats().queriedTokens();
            hit += replica.scheduler().prefixStats().hitTokens();
        }
        double usable = (settings.blocks() - 1.0) * replicas.size();
        double hitRate = queried == 0 ? 0 : (double) hit / queried;
        return new Moment(now, running, waiting, used / usable, preemptions, hitRate, record.outputTokens);
    }

    private SimulationResult result() {
        Moment end = moment();
        timeline.add(end);
        double start = trace.getFirst().arrival();
        return new SimulationResult(
                record.finished,
                now - start,
                record.promptTokens,
                record.outputTokens,
                record.cachedTokens,
                record.computedTokens,
                record.steps,
                record.busySeconds / (Math.max(now - start, 1e-12) * replicas.size()),
                Distribution.of(record.ttft),
                Distribution.of(record.tpot),
                Distribution.of(record.endToEnd),
                record.gaps,
                end,
                timeline.moments());
    }
}
