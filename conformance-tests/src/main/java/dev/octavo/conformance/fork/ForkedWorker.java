package dev.octavo.conformance.fork;

import dev.octavo.conformance.session.Answer;
import dev.octavo.conformance.session.DeviceCard;
import dev.octavo.conformance.session.NoBackendException;
import dev.octavo.conformance.session.Reply;
import dev.octavo.conformance.session.Target;
import dev.octavo.conformance.session.Task;
import dev.octavo.conformance.session.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A backend in a child process. A child that was lost is replaced by a new one at the next question. */
public final class ForkedWorker implements Worker {

    /** How much longer than its limit a child has, so that it can say itself where it hangs. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Target target;
    private final List<String> flags;
    private final Duration openLimit;
    private @Nullable ChildProcess child;
    private @Nullable DeviceCard card;
    private long number;

    /**
     * Starts nothing yet.
     *
     * @param flags further flags for the child's JVM
     * @param openLimit time for opening and for closing the backend
     */
    public ForkedWorker(Target target, List<String> flags, Duration openLimit) {
        this.target = target;
        this.flags = List.copyOf(flags);
        this.openLimit = openLimit;
    }

    @Override
    public DeviceCard open() {
        DeviceCard known = card;
        if (child != null && known != null) {
            return known;
        }
        try {
            child = ChildProcess.start(flags);
        } catch (IOException e) {
            throw new LostException(new Reply.Lost(Reply.Kind.CRASHED, String.valueOf(e.getMessage()), false));
        }
        return switch (exchange(new Message.Open(target, openLimit.toMillis()), openLimit)) {
            case Exchange.Got(Message.Opened(DeviceCard opened)) -> {
                card = opened;
                yield opened;
            }
            case Exchange.Got(Message.Absent(String reason)) -> {
                dismiss();
                throw new NoBackendException(reason);
            }
            case Exchange.Got(Message.Unopened(String reason)) -> {
                dismiss();
                throw new LostException(new Reply.Lost(Reply.Kind.CRASHED, reason, false));
            }
            case Exchange.Got(Message other) -> throw new LostException(nonsense(other));
            case Exchange.Nothing(Reply.Lost lost) -> throw new LostException(lost);
        };
    }

    @Override
    public Reply ask(Task task, Duration limit) {
        ChildProcess running = child;
        if (running != null && !running.isAlive()) {
            Reply.Lost lost = lost(running);
            return new Reply.Lost(lost.kind(), lost.message(), true);
        }
        try {
            open();
        } catch (LostException e) {
            return e.lost();
        }
        number++;
        return switch (exchange(new Message.Ask(number, task, limit.toMillis()), limit)) {
            case Exchange.Got(Message.Said(long of, Answer answer))
            when of == number -> {
                if (answer instanceof Answer.Broken) {
                    dismiss(); // Nobody knows what state it is in.
                }
                yield new Reply.Answered(answer);
            }
            case Exchange.Got(Message other) -> nonsense(other);
            case Exchange.Nothing(Reply.Lost lost) -> lost;
        };
    }

    @Override
    public Optional<Reply.Lost> close() {
        ChildProcess running = child;
        if (running == null) {
            return Optional.empty();
        }
        return switch (exchange(new Message.Close(openLimit.toMillis()), openLimit)) {
            case Exchange.Got(Message.Closed()) -> {
                dismiss();
                yield Optional.empty();
            }
            case Exchange.Got(Message other) -> Optional.of(nonsense(other));
            case Exchange.Nothing(Reply.Lost lost) -> Optional.of(lost);
        };
    }

    private sealed interface Exchange {
        record Got(Message message) implements Exchange {}

        record Nothing(Reply.Lost lost) implements Exchange {}
    }

    private Exchange exchange(Message question, Duration limit) {
        ChildProcess running = java.util.Objects.requireNonNull(child);
        Patience patience = new Patience(limit.plus(GRACE));
        Optional<String> stack = Optional.empty();
        try {
            running.send(question);
            while (true) {
                ChildProcess.Event event = patience.next(running);
                switch (event) {
                    case null -> {
                        return new Exchange.Nothing(hung(running, stack, limit));
                    }
                    case ChildProcess.Event.Ended ended -> {
                        return new Exchange.Nothing(lost(running));
                    }
                    case ChildProcess.Event.Heard(Message.Stuck(String where)) -> stack = Optional.of(where);
                    case ChildProcess.Event.Heard(Message message) -> {
                        return new Exchange.Got(message);
                    }
                }
            }
        } catch (IOException e) {
            return new Exchange.Nothing(lost(running));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            dismiss();
            return new Exchange.Nothing(new Reply.Lost(Reply.Kind.CRASHED, "interrupted", false));
        }
    }

    private Reply.Lost hung(ChildProcess running, Optional<String> stack, Duration limit) {
        running.end(true);
        child = null;
        return new Reply.Lost(
                Reply.Kind.HUNG,
                "no answer within " + limit.toSeconds() + " s; "
                        + stack.map(where -> "the thread was " + where)
                                .orElse("not even the stack of its thread could be had"),
                false);
    }

    /** A child that has ended, or whose line has. */
    private Reply.Lost lost(ChildProcess running) {
        ChildProcess.Death death = running.end(false);
        child = null;
        Reply.Kind kind =
                death.status().filter(status -> status == Child.OUT_OF_MEMORY).isPresent()
                                || death.lastWords().contains("java.lang.OutOfMemoryError")
                        ? Reply.Kind.OUT_OF_MEMORY
                        : Reply.Kind.CRASHED;
        return new Reply.Lost(kind, Crash.words(death), false);
    }

    private Reply.Lost nonsense(Message message) {
        ChildProcess running = child;
        if (running != null) {
            running.end(true);
            child = null;
        }
        return new Reply.Lost(
                Reply.Kind.CRASHED,
                "the child process gave a wrong answer: " + message.getClass().getSimpleName(),
                false);
    }

    /** Ends a child that has nothing left to say. */
    private void dismiss() {
        ChildProcess running = child;
        child = null;
        if (running != null) {
            running.end(true);
        }
    }
}
