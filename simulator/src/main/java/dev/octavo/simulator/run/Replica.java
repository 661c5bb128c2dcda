package dev.octavo.simulator.run;

import dev.octavo.runtime.kv.BlockHasher;
import dev.octavo.runtime.kv.BlockManager;
import dev.octavo.runtime.kv.HashChain;
import dev.octavo.runtime.schedule.Scheduler;
import dev.octavo.runtime.schedule.SequenceShare;
import dev.octavo.runtime.schedule.StepPlan;
import dev.octavo.simulator.device.CostModel;
import dev.octavo.simulator.device.StepLoad;
import dev.octavo.simulator.workload.TraceRequest;
import java.util.ArrayList;

/** One engine: the scheduler and its blocks are the real ones, the device only costs time. */
final class Replica {

    private final SimulationSettings settings;
    private final CostModel cost;
    private final RunRecord record;
    private final BlockHasher hasher;
    private final HashChain root;
    private final Scheduler<SimulatedSequence> scheduler;
    private final StepLoad load = new StepLoad();
    private final ArrayList<SimulatedSequence> done = new ArrayList<>();
    private double stepEnd = Double.POSITIVE_INFINITY;
    private long tokensLeft;
    private long steps;

    Replica(SimulationSettings settings, CostModel cost, RunRecord record) {
        this.settings = settings;
        this.cost = cost;
        this.record = record;
        this.hasher = BlockHasher.random(settings.blockSize());
        this.root = hasher.chain("");
        this.scheduler = new Scheduler<>(
                settings.scheduler(), new BlockManager(settings.blocks(), settings.blockSize(), hasher));
    }

    /** When the step in flight ends; infinite if none is. */
    double stepEnd() {
        return stepEnd;
    }

    /** Tokens that its requests still need, of prompts and outputs. */
    long tokensLeft() {
        return tokensLeft;
    }

    Scheduler<SimulatedSequence> scheduler() {
        return scheduler;
    }

    long steps() {
        return steps;
    }

    /** Takes a request; a step begins at once if none is in flight. */
    void add(TraceRequest request, int index, double now) {
        scheduler.add(new SimulatedSequence(request, index, settings.prefixCaching() ? root.copy() : null));
        tokensLeft += request.promptTokens() + request.outputTokens();
        if (stepEnd == Double.POSITIVE_INFINITY) {
            begin(now);
        }
    }

    private void begin(double now) {
        StepPlan<SimulatedSequence> plan = scheduler.schedule();
        while (plan.isEmpty() && plan.preempted()) {
            plan = scheduler.schedule();
        }
        if (plan.isEmpty()) {
            throw new IllegalStateException("nothing can be scheduled although " + scheduler.waiting()
                    + " sequences wait and " + scheduler.running() + " run");
        }
        load.clear();
        for (int i = 0; i < plan.sequences().size(); i++) {
            SequenceShare share = plan.share(i);
            load.add(share.start(), share.end(), share.samples());
        }
        double seconds = cost.seconds(load);
        if (!(seconds > 0) || Double.isInfinite(seconds)) {
            throw new IllegalStateException("the cost model says that a step takes " + seconds + " s");
        }
        scheduler.launched();
        stepEnd = now + seconds;
        record.stepped(seconds, load.tokens());
    }

    /** Ends the step in flight and begins the next if there is work. */
    void endStep() {
        double now = stepEnd;
        stepEnd = Double.POSITIVE_INFINITY;
        steps++;
        StepPlan<SimulatedSequence> plan = scheduler.inFlight();
        done.clear();
        for (int i = 0; i < plan.sequences().size(); i++) {
            SimulatedSequence sequence = plan.sequences().get(i);
            if (plan.share(i).samples()) {
                record.token(sequence.accept(now));
                if (sequence.over()) {
                    done.add(sequence);
                }
            }
        }
        scheduler.completed();
        for (int i = 0; i < done.size(); i++) {
            finish(done.get(i));
        }
        if (scheduler.hasWork()) {
            begin(now);
        }
    }

    private void finish(SimulatedSequence sequence) {
        scheduler.finish(sequence);
        tokensLeft -= sequence.request().promptTokens() + sequence.request().outputTokens();
        record.finished(
                sequence.index(),
                sequence.request(),
                sequence.firstToken(),
                sequence.lastToken(),
                sequence.outputLength(),
                Math.max(0, sequence.cachedTokens()));
    }
}
