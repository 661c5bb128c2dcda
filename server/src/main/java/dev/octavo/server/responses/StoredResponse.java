package dev.octavo.server.responses;

import dev.octavo.server.protocol.ChatRun;
import dev.octavo.spi.InternalException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An answer that is kept, and perhaps still being made. Its texts are changed under the store's lock only. */
final class StoredResponse {

    private static final int OVERHEAD = 512;
    private static final int PATIENCE_SECONDS = 10;

    private final String id;
    private final boolean background;
    private volatile byte[] json;
    private volatile byte[] conversation;
    private volatile String status;
    private volatile @Nullable ChatRun run;
    private volatile boolean cancelled;
    private final CountDownLatch ended = new CountDownLatch(1);

    StoredResponse(String id, boolean background, byte[] json, byte[] conversation, String status) {
        this.id = id;
        this.background = background;
        this.json = json;
        this.conversation = conversation;
        this.status = status;
    }

    String id() {
        return id;
    }

    boolean background() {
        return background;
    }

    byte[] json() {
        return json;
    }

    byte[] conversation() {
        return conversation;
    }

    boolean isRunning() {
        return status.equals("queued") || status.equals("in_progress");
    }

    long bytes() {
        return (long) json.length + conversation.length + OVERHEAD;
    }

    void update(byte[] newJson, byte[] newConversation, String newStatus) {
        json = newJson;
        conversation = newConversation;
        status = newStatus;
        if (!isRunning()) {
            ended.countDown();
        }
    }

    /** Waits until nothing more is made, which does not take long after {@link #cancel}. */
    void awaitEnd() throws InterruptedException {
        if (isRunning() && !ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new InternalException("response " + id + " did not end when it was cancelled");
        }
    }

    void runs(ChatRun running) {
        run = running;
        if (cancelled) {
            running.close();
        }
    }

    /** Aborts what is still being made. */
    void cancel() {
        cancelled = true;
        Optional.ofNullable(run).ifPresent(ChatRun::close);
    }

    /** Nobody can ask for it any more. */
    void forget() {
        if (isRunning()) {
            cancel();
        }
    }
}
