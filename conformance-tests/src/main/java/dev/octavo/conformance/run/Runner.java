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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Runs the cases of a plan. Goes on whatever a case does; gives up a family whose cases crash or hang again and again. */
public final class Runner {

    private final RunPlan plan;
    private final Supplier<Worker> workers;
    private final RunListener listener;
    private final List<Subject> subjects;
    private final Board board;

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
                    Thread.ofPlatform().daemon().name("conformance job " + job).start(() -> work(worker, next)));
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

    private void work(Worker worker, AtomicInteger next) {
        Optional<Integer> previous = Optional.empty();
        int index = next.getAndIncrement();
        while (index < subjects.size() && !Thread.currentThread().isInterrupted()) {
            if (board.wanted(index)) {
                run(worker, index, previous);
                previous = Optional.of(index);
            }
            index = next.getAndIncrement();
        }
        worker.close().ifPresent(board::closing);
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
