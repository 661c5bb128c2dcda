package dev.octavo.server.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Optional;

/** Collects the body of one request, within its own limit and the budget of all. Belongs to the connection's event loop. */
final class RequestAssembler {

    private static final int FIRST_CAPACITY = 1 << 10;

    private final io.netty.handler.codec.http.HttpRequest head;
    private final HttpLimits limits;
    private final ByteBudget budget;
    private byte[] body = new byte[0];
    private int length;
    private long taken;

    RequestAssembler(io.netty.handler.codec.http.HttpRequest head, HttpLimits limits, ByteBudget budget) {
        this.head = head;
        this.limits = limits;
        this.budget = budget;
    }

    io.netty.handler.codec.http.HttpRequest head() {
        return head;
    }

    /** Takes a piece; says why it cannot. */
    Optional<Refusal> append(ByteBuf piece) {
        int more = piece.readableBytes();
        if (more == 0) {
            return Optional.empty();
        }
        if (more > limits.maxBodyBytes() - length) {
            return Optional.of(RequestHead.tooLong(limits));
        }
        int needed = length + more;
        if (needed > body.length) {
            int capacity =
                    (int) Math.min(limits.maxBodyBytes(), Math.max(needed, Math.max(FIRST_CAPACITY, 2L * body.length)));
            if (!budget.take(capacity - taken)) {
                return Optional.of(new Refusal(503, "The server holds too many request bodies now; try again."));
            }
            taken = capacity;
            body = Arrays.copyOf(body, capacity);
        }
        piece.readBytes(body, length, more);
        length = needed;
        return Optional.empty();
    }

    /** The whole body; what it takes from the budget must be given back by {@link #release}. */
    byte[] body() {
        return length == body.length ? body : Arrays.copyOf(body, length);
    }

    /** Gives back what was taken from the budget; idempotent. */
    void release() {
        budget.giveBack(taken);
        taken = 0;
        body = new byte[0];
        length = 0;
    }
}
