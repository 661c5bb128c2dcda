package dev.octavo.conformance.session;

import java.time.Duration;
import java.util.Optional;

/** Someone who holds the backend and answers about it. Used by one thread at a time. Nothing that a backend does comes out of these methods as an exception. */
public interface Worker {

    /**
     * Opens the backend, or says what it is if that has been done.
     *
     * @throws NoBackendException if the backend or its device is not there
     * @throws LostException if opening it ended the process, hung or threw what it must not
     */
    DeviceCard open();

    /** Puts a question, opening the backend first where necessary; the limit is for the question alone. */
    Reply ask(Task task, Duration limit);

    /** Closes the backend; gives what went wrong with that. */
    Optional<Reply.Lost> close();

    /** A backend was lost while it was opened. */
    final class LostException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Reply.Lost lost;

        /** Of what is known. */
        public LostException(Reply.Lost lost) {
            super(lost.message());
            this.lost = lost;
        }

        /** What is known. */
        public Reply.Lost lost() {
            return lost;
        }
    }
}
