package dev.octavo.server.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** All open connections and running requests of a server. Safe for use by any number of threads. */
final class Connections {

    private final Set<ConnectionHandler> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition quiet = lock.newCondition();
    private final AtomicLong threads = new AtomicLong();
    private int running;
    private volatile boolean draining;

    void add(ConnectionHandler connection) {
        open.add(connection);
    }

    void remove(ConnectionHandler connection) {
        open.remove(connection);
        lock.lock();
        try {
            quiet.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int count() {
        return open.size();
    }

    boolean isDraining() {
        return draining;
    }

    long nextThreadNumber() {
        return threads.incrementAndGet();
    }

    void requestBegan() {
        lock.lock();
        try {
            running++;
        } finally {
            lock.unlock();
        }
    }

    void requestEnded() {
        lock.lock();
        try {
            running--;
            if (running == 0) {
                quiet.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    int running() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    /** From now on every answer closes its connection, and idle connections are closed. */
    void beginDraining() {
        draining = true;
        open.forEach(ConnectionHandler::closeIfIdle);
    }

    /** Until no request runs; returns whether that came in time. */
    boolean awaitQuiet(Duration timeout) throws InterruptedException {
        return await(() -> running == 0, timeout);
    }

    /** Until no request runs and no connection is open; returns whether that came in time. */
    boolean awaitNone(Duration timeout) throws InterruptedException {
        return await(() -> running == 0 && open.isEmpty(), timeout);
    }

    private boolean await(BooleanSupplier reached, Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (!reached.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = quiet.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void closeAll() {
        open.forEach(ConnectionHandler::abort);
    }
}
