package dev.octavo.conformance.session;

import dev.octavo.conformance.check.ConformanceCase;
import dev.octavo.conformance.check.ConformanceSuite;
import dev.octavo.conformance.check.LifecycleCase;
import dev.octavo.conformance.check.Outcome;
import dev.octavo.conformance.perf.PerfCase;
import dev.octavo.conformance.perf.PerfSuite;
import dev.octavo.spi.Backend;
import dev.octavo.spi.Support;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** An open backend in this process. Used by one thread. */
public final class Session implements AutoCloseable {

    private static final Support UNKNOWN = new Support.Native("");
    private static final int FRAMES = 12;

    private final Backend backend;
    private final Optional<Supplier<Backend>> open;
    private final Map<String, ConformanceCase> cases = new HashMap<>();
    private final Map<String, PerfCase> perfCases = new HashMap<>();

    private Session(Backend backend, Optional<Supplier<Backend>> open) {
        this.backend = backend;
        this.open = open;
        ConformanceSuite.cases().forEach(testCase -> cases.put(testCase.id(), testCase));
        PerfSuite.cases().forEach(perfCase -> perfCases.put(perfCase.id(), perfCase));
    }

    /**
     * Finds and opens a backend.
     *
     * @throws NoBackendException if it is not there
     */
    public static Session open(Target target) {
        return new Session(BackendFinder.open(target), Optional.of(() -> BackendFinder.open(target)));
    }

    /** A session on a backend that the caller has opened; closing the session closes it. */
    public static Session on(Backend backend) {
        return new Session(backend, Optional.empty());
    }

    /**
     * A session on a backend that the caller has opened; closing the session closes it.
     *
     * @param backend open
     * @param open opens another one alike, for cases that open and close backends of their own
     */
    public static Session on(Backend backend, Supplier<Backend> open) {
        return new Session(backend, Optional.of(open));
    }

    /** What is under test. */
    public DeviceCard device() {
        return DeviceCard.of(backend);
    }

    /** Does what is asked. Throws nothing, whatever the backend does. */
    @SuppressWarnings("CatchingUnchecked") // Foreign code may throw anything, also what it does not declare.
    public Answer answer(Task task) {
        try {
            return switch (task) {
                case Task.Run(String id, long seed) -> run(known(cases, id), seed);
                case Task.AskSupport(String id) ->
                    new Answer.Supported(known(cases, id).support(backend));
                case Task.Measure(String id) -> measure(known(perfCases, id));
            };
        } catch (OutOfMemoryError e) {
            return new Answer.Broken(true, describe(e));
        } catch (Throwable e) {
            return new Answer.Broken(false, describe(e));
        }
    }

    private Answer run(ConformanceCase testCase, long seed) {
        Outcome outcome = testCase instanceof LifecycleCase lifecycle && open.isPresent()
                ? lifecycle.run(open.get(), seed)
                : testCase.run(backend, seed);
        return new Answer.Judged(outcome, supportAfter(testCase, outcome));
    }

    /** A backend that throws here has been told so by the outcome. */
    private Support supportAfter(ConformanceCase testCase, Outcome outcome) {
        if (outcome instanceof Outcome.Unsupported(String reason)) {
            return new Support.Unsupported(reason);
        }
        try {
            return testCase.support(backend);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            return UNKNOWN;
        }
    }

    private Answer measure(PerfCase perfCase) {
        Support support = perfCase.support(backend);
        if (support instanceof Support.Unsupported(String reason)) {
            return new Answer.Judged(new Outcome.Unsupported(reason), support);
        }
        return new Answer.Measured(perfCase.measure(backend), support);
    }

    private static <T> T known(Map<String, T> all, String id) {
        T found = all.get(id);
        if (found == null) {
            throw new IllegalArgumentException("there is no case " + id);
        }
        return found;
    }

    /** A throwable and where it came from. */
    static String describe(Throwable e) {
        String cause = e.getCause() == null ? "" : ", caused by " + e.getCause();
        return "unexpected " + e + cause + " at "
                + Arrays.stream(e.getStackTrace())
                        .limit(FRAMES)
                        .map(StackTraceElement::toString)
                        .collect(Collectors.joining(" < "));
    }

    @Override
    public void close() {
        backend.close();
    }
}
