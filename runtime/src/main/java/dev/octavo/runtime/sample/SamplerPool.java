package dev.octavo.runtime.sample;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Samples several rows at a time, each thread with a {@link Sampler} of its own. Since a token depends on nothing but its own row, it does not matter which thread chooses it.
 * Threads are made when there is much to do and end by themselves when there is not, so nobody has to close the pool. For use by one thread.
 */
public final class SamplerPool {

    /** Logits below which handing out work takes longer than doing it. */
    private static final long WORTHWHILE = 1 << 19;

    private static final int MOST_THREADS = 16;
    private static final int IDLE_SECONDS = 5;

    private final int vocabulary;
    private final int helpers;
    private final Sampler own;
    private final ThreadLocal<Sampler> samplers;
    private final ThreadPoolExecutor executor;

    /** Something to be done for each of several rows. */
    @FunctionalInterface
    public interface Work {
        /** Handles one item; on any thread, each item once. */
        void run(int item, Sampler sampler);
    }

    /**
     * @param vocabulary columns of the logits
     * @param mode what is reported as log-probabilities, unless a request says
     * @param threads most threads in all, the caller's own among them
     */
    public SamplerPool(int vocabulary, LogprobsMode mode, int threads) {
        this.vocabulary = vocabulary;
        this.helpers = Math.clamp(threads, 1, MOST_THREADS) - 1;
        this.own = new Sampler(vocabulary, mode);
        this.samplers = ThreadLocal.withInitial(() -> new Sampler(vocabulary, mode));
        this.executor = new ThreadPoolExecutor(
                Math.max(1, helpers),
                Math.max(1, helpers),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("octavo-sampling-", 1).factory());
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Handles items 0 to {@code items - 1}; returns when all are done.
     *
     * @param rows rows of logits that takes in all
     */
    public void run(int items, int rows, Work work) {
        if (helpers == 0 || items < 2 || (long) rows * vocabulary < WORTHWHILE) {
            for (int i = 0; i < items; i++) {
                work.run(i, own);
            }
            return;
        }
        Batch batch = new Batch(items, work);
        for (int i = 0; i < Math.min(helpers, items - 1); i++) {
            executor.execute(() -> batch.help(samplers.get()));
        }
        batch.help(own);
        batch.await();
    }

    /** The items of one call. A helper that comes late finds nothing left in its own batch, and cannot touch the next one. */
    private static final class Batch {

        private final int items;
        private final Work work;
        private final Thread owner = Thread.currentThread();
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private volatile @Nullable Throwable failure;

        Batch(int items, Work work) {
            this.items = items;
            this.work = work;
        }

        void help(Sampler sampler) {
            for (int item = next.getAndIncrement(); item < items; item = next.getAndIncrement()) {
                try {
                    work.run(item, sampler);
                } catch (Throwable wrong) {
                    failure = wrong;
                }
                if (done.incrementAndGet() == items) {
                    LockSupport.unpark(owner);
                }
            }
        }

        void await() {
            while (done.get() < items) {
                LockSupport.park(this);
            }
            Throwable wrong = failure;
            switch (wrong) {
                case null -> {}
                case Error error -> throw error;
                case RuntimeException exception -> throw exception;
                default -> throw new IllegalStateException(wrong);
            }
        }
    }
}
