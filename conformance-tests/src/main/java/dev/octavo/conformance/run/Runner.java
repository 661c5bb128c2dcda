package dev.octavo.conformance.run;

import dev.octavo.conformance.select.Subject;
import dev.octavo.conformance.session.DeviceCard;
import dev.octavo.conformance.session.Reply;
import dev.octavo.conformance.session.Task;
import dev.octavo.conformance.session.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Runs the cases of a plan. Goes on whatever a case does; gives up a family whose cases crash or hang again and again. */
public final class Runner {

    private final RunPlan plan;
    private final Supplier<Worker> workers;
    private final RunListener listener;
    private final List<Subject> subjects;
    private final Board board;
    private final int[] order;

    /**
     * Prepares a run.
     *
     * @param workers makes one for each job
     */
    public Runner(RunPlan plan, Supplier<Worker> workers, RunListener listener) {
        this.plan = plan;
        this.workers = workers;
        this.listener = listener;
        this.subjects = plan.subjects();
        this.board = new Board(plan.profile(), subjects, listener);
        this.order = order();
    }

    /** The order of the suite; with an end to the time a random one, so that what is left out is not always the same. */
    private int[] order() {
        int[] all = IntStream.range(0, subjects.size()).toArray();
        SplittableRandom random = new SplittableRandom(plan.seed());
        for (int i = all.length - 1; i > 0 && plan.budget().isPresent(); i--) {
            int j = random.nextInt(i + 1);
            int kept = all[i];
            all[i] = all[j];
            all[j] = kept;
        }
        return all;
    }

    /**
     * Runs.
     *
     * @throws dev.octavo.conformance.session.NoBackendException if there is nothing to test
     * @throws Worker.LostException if not even opening the backend works
     */
    public Run run() throws InterruptedException {
        Instant began = Instant.now();
        long start = System.nanoTime();
        Worker first = workers.get();
        DeviceCard device = first.open();
        listener.opened(device, subjects.size());
        AtomicInteger next = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int job = 0; job < plan.jobs(); job++) {
            Worker worker = job == 0 ? first : workers.get();
            threads.add(
                    Thread.ofPlatform().daemon().name("conformance job " + job).start(() -> work(worker, next, start)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        List<CaseResult> results = board.results();
        return new Run(
                plan,
                device,
                began,
                Duration.ofNanos(System.nanoTime() - start),
                results,
                ProfileLevel.of(plan.mode(), plan.selection(), results));
    }

    private void work(Worker worker, AtomicInteger next, long start) {
        Optional<Integer> previous = Optional.empty();
        int place = next.getAndIncrement();
        while (place < order.length && !Thread.currentThread().isInterrupted()) {
            if (timeIsUp(start)) {
                board.timeIsUp();
                break;
            }
            int index = order[place];
            if (board.wanted(index)) {
                run(worker, index, previous);
                previous = Optional.of(index);
            }
            place = next.getAndIncrement();
        }
        worker.close().ifPresent(board::closing);
    }

    private boolean timeIsUp(long start) {
        return plan.budget()
                .filter(budget -> System.nanoTime() - start >= budget.toNanos())
                .isPresent();
    }

    private void run(Worker worker, int index, Optional<Integer> previous) {
        Subject subject = subjects.get(index);
        listener.began(subject.id());
        long start = System.nanoTime();
        Reply reply = worker.ask(task(subject), plan.limit());
        if (reply instanceof Reply.Lost lost && lost.idle()) {
            board.afterwards(previous, lost);
            start = System.nanoTime();
            reply = worker.ask(task(subject), plan.limit());
        }
        board.put(index, reply, Duration.ofNanos(System.nanoTime() - start));
    }

    private Task task(Subject subject) {
        return switch (plan.mode()) {
            case TEST -> new Task.Run(subject.id(), plan.seed());
            case SUPPORT -> new Task.AskSupport(subject.id());
            case PERF -> new Task.Measure(subject.id());
        };
    }
}
