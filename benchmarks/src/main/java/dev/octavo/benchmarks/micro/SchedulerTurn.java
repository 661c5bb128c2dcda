package dev.octavo.benchmarks.micro;

import dev.octavo.runtime.execute.StepBatch;
import dev.octavo.runtime.kv.BlockHasher;
import dev.octavo.runtime.kv.BlockManager;
import dev.octavo.runtime.schedule.BatchWriter;
import dev.octavo.runtime.schedule.Scheduler;
import dev.octavo.runtime.schedule.SchedulerConfig;
import dev.octavo.runtime.schedule.Sequence;
import dev.octavo.runtime.schedule.StepPlan;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a step costs beside the model: plan, batch, bookkeeping, with requests that finish and others that take their place. 256 run, 10,000 wait. What is allocated is allocated per
 * request (its sequence), not per token: with outputs four times as long, a quarter remains.
 */
@State(Scope.Thread)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SchedulerTurn {

    private static final int BLOCK = 16;
    private static final int RUNNING = 256;

    @Param("10000")
    private int waiting;

    @Param({"128", "512"})
    private int outputTokens;

    @Param({"true", "false"})
    private boolean prefixCaching;

    private final BlockHasher hasher = BlockHasher.random(BLOCK);
    private final int[] prompt = new int[64];
    private final ArrayList<Sequence> done = new ArrayList<>();
    private Scheduler<Sequence> scheduler = scheduler();
    private BatchWriter writer = writer();
    private long arrivals;

    private Scheduler<Sequence> scheduler() {
        SchedulerConfig config = new SchedulerConfig(false, RUNNING, 2048, RUNNING, true, 0, 0, true);
        return new Scheduler<>(config, new BlockManager(RUNNING * 64, BLOCK, hasher));
    }

    private static BatchWriter writer() {
        return new BatchWriter(new StepBatch(2048, RUNNING, 64), BLOCK);
    }

    /** Fills the queue and runs until outputs are at all lengths. */
    @Setup
    public void fill() {
        scheduler = scheduler();
        writer = writer();
        for (int i = 0; i < waiting + RUNNING; i++) {
            add();
        }
        for (int i = 0; i < 2 * outputTokens; i++) {
            turn();
        }
    }

    private void add() {
        prompt[0] = (int) arrivals;
        Sequence sequence =
                new Sequence(prompt.clone(), 0, arrivals++, 0, false, prefixCaching ? hasher.chain("") : null);
        scheduler.add(sequence);
    }

    /** One step. */
    @Benchmark
    public int turn() {
        StepPlan<Sequence> plan = scheduler.schedule();
        writer.write(plan);
        scheduler.launched();
        StepPlan<Sequence> flight = scheduler.inFlight();
        done.clear();
        for (int i = 0; i < flight.sequences().size(); i++) {
            if (flight.share(i).samples()) {
                Sequence sequence = flight.sequences().get(i);
                sequence.append(i);
                // Different lengths, so that ends spread over the steps.
                if (sequence.outputLength() >= outputTokens / 2 + (int) (sequence.arrival() * 31 % outputTokens)) {
                    done.add(sequence);
                }
            }
        }
        int tokens = flight.tokens();
        scheduler.completed();
        for (int i = 0; i < done.size(); i++) {
            scheduler.finish(done.get(i));
            add();
        }
        return tokens;
    }
}
