package dev.octavo.server.http;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The one clock that runs on a connection. Belongs to its event loop. */
final class ConnectionTimer {

    /** How long a client that was refused may go on sending before the socket is closed: closing at once could destroy the answer. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private enum Phase {
        OFF,
        IDLE,
        RECEIVING,
        LINGERING
    }

    private final Channel channel;
    private final HttpLimits limits;
    private final Consumer<Refusal> refuse;
    private Phase phase = Phase.OFF;
    private @Nullable Future<?> running;

    ConnectionTimer(Channel channel, HttpLimits limits, Consumer<Refusal> refuse) {
        this.channel = channel;
        this.limits = limits;
        this.refuse = refuse;
    }

    /** Nothing is expected; an idle connection is closed without a word. */
    void idle() {
        start(Phase.IDLE, limits.idleTimeout(), () -> Wire.close(channel));
    }

    /** A request is coming in; its clock is not restarted by more of it. */
    void receiving() {
        if (phase == Phase.OFF || phase == Phase.IDLE) {
            Refusal late = new Refusal(
                    408,
                    "The request did not arrive within "
                            + limits.requestTimeout().toMillis() + " ms.");
            start(Phase.RECEIVING, limits.requestTimeout(), () -> refuse.accept(late));
        }
    }

    /** The last answer is written: end our side, let the client read it, close. */
    void linger() {
        if (channel instanceof DuplexChannel duplex) {
            start(Phase.LINGERING, limits.writeTimeout(), () -> Wire.close(channel));
            channel.config().setAutoRead(true);
            Wire.afterFlush(channel, flushed -> {
                if (channel.isActive() && flushed) {
                    Wire.endOutput(duplex);
                    start(Phase.LINGERING, LINGER, () -> Wire.close(channel));
                } else {
                    Wire.close(channel);
                }
            });
        } else {
            Wire.close(channel);
        }
    }

    void off() {
        phase = Phase.OFF;
        if (running != null) {
            running.cancel(false);
            running = null;
        }
    }

    private void start(Phase next, Duration time, Runnable action) {
        off();
        phase = next;
        running = channel.eventLoop().schedule(action, time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
