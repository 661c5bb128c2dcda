package dev.octavo.server.http;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Holds a writer back while the client's socket is full. */
final class WriteGate {

    private final Channel channel;
    private final Duration timeout;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    WriteGate(Channel channel, Duration timeout) {
        this.channel = channel;
        this.timeout = timeout;
    }

    /** The channel became writable, full, or was closed. */
    void changed() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when there is room; closes the connection if there is none for too long. */
    void await() throws ClientGoneException {
        if (channel.isWritable()) {
            return;
        }
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (!channel.isWritable()) {
                if (!channel.isActive()) {
                    throw new ClientGoneException("the client left");
                }
                if (left <= 0) {
                    Wire.close(channel);
                    throw new ClientGoneException("the client did not read for " + timeout.toMillis() + " ms");
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Wire.close(channel);
            throw new ClientGoneException("interrupted while the client did not read");
        } finally {
            lock.unlock();
        }
    }
}
