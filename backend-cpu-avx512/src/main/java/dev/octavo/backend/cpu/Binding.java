package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.ThreadAffinity;
import dev.octavo.backend.cpu.topology.CpuSet;
import dev.octavo.backend.cpu.topology.Seating;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Binds threads to their seats, where there are any and the system lets us. */
final class Binding {

    private static final System.Logger LOG = System.getLogger("dev.octavo.backend.cpu");

    private final Seating seating;
    private final Optional<ThreadAffinity> affinity;
    private final boolean confines;
    private final AtomicBoolean failed = new AtomicBoolean();
    private long caller = -1;

    Binding(Seating seating) {
        this.seating = seating;
        confines = !seating.confines().isEmpty();
        affinity = seating.binds() ? ThreadAffinity.of(HostFacts.operatingSystem()) : Optional.empty();
    }

    /** Binds the calling thread of the crew. */
    void bindWorker(int worker) {
        bind(seating.seat(worker).cpus());
    }

    /**
     * Confines a thread that enqueues to all processors of a list, not to one: threads that it starts, such as those that carry virtual threads, would be bound to that too. One caller at a time.
     */
    void confineCaller() {
        if (!confines) {
            return;
        }
        Thread now = Thread.currentThread();
        if (!now.isVirtual() && caller != now.threadId()) {
            caller = now.threadId();
            bind(seating.confines());
        }
    }

    private void bind(CpuSet cpus) {
        boolean bound =
                cpus.isEmpty() || affinity.filter(calls -> calls.bind(cpus)).isPresent();
        if (!bound && failed.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "threads cannot be bound to processors " + cpus + " here, so they run anywhere; "
                            + (affinity.isPresent() ? "the system forbids it" : "only Linux is known how to ask"));
        }
    }
}
