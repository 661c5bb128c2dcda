package dev.octavo.conformance.cli;

import dev.octavo.conformance.fork.ForkedWorker;
import dev.octavo.conformance.report.SupportMatrix;
import dev.octavo.conformance.run.Mode;
import dev.octavo.conformance.select.Profile;
import dev.octavo.conformance.select.Subject;
import dev.octavo.conformance.session.LocalWorker;
import dev.octavo.conformance.session.NoBackendException;
import dev.octavo.conformance.session.Session;
import dev.octavo.conformance.session.Target;
import dev.octavo.conformance.session.Worker;
import dev.octavo.spi.UserException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The suite's command. */
public final class Conformance {

    /** Time to open a backend, if a case has less. */
    private static final Duration LEAST_TO_OPEN = Duration.ofSeconds(30);

    private final Invocation invocation;
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean terminal;

    /**
     * Runs nothing yet.
     *
     * @param invocation how it was called
     * @param out for results
     * @param err for progress and errors
     * @param terminal whether {@code err} is a terminal that can be written over
     */
    public Conformance(Invocation invocation, PrintWriter out, PrintWriter err, boolean terminal) {
        this.invocation = invocation;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    /** Does what the words say, and gives the exit status, which {@code docs/conformance.md} explains. */
    public int execute(List<String> words) {
        try {
            return execute(ArgumentReader.read(words));
        } catch (UserException e) {
            err.println("conformance: " + e.getMessage());
            return ExitStatus.WRONG_COMMAND;
        } catch (NoBackendException e) {
            err.println("conformance: " + e.getMessage());
            return ExitStatus.NO_BACKEND;
        } catch (Worker.LostException e) {
            err.println("conformance: the backend could not be opened ("
                    + e.lost().kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + "): " + e.getMessage());
            return ExitStatus.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("conformance: interrupted");
            return ExitStatus.DEFECT;
        } catch (RuntimeException e) {
            err.println("conformance: the suite itself failed: " + e);
            e.printStackTrace(err);
            return ExitStatus.DEFECT;
        } finally {
            out.flush();
            err.flush();
        }
    }

    private int execute(Options options) throws InterruptedException {
        return switch (options.action()) {
            case HELP -> {
                Help.print(out, invocation);
                yield ExitStatus.SUCCESS;
            }
            case LIST -> {
                list(options);
                yield ExitStatus.SUCCESS;
            }
            case MATRIX -> {
                SupportMatrix.write(options.matrix().orElseThrow(), options.files());
                yield ExitStatus.SUCCESS;
            }
            case RUN -> run(options);
        };
    }

    private void list(Options options) {
        for (Subject subject :
                Judgement.plan(options, Profile.none(), 0, Optional.empty()).subjects()) {
            out.println(subject.id() + "  " + subject.tier().name().toLowerCase(Locale.ROOT)
                    + (subject.core() ? " core" : ""));
        }
    }

    private int run(Options options) throws InterruptedException {
        Profile profile = options.profile().map(Profile::read).orElse(Profile.none());
        String id = options.backend().orElseThrow();
        Map<String, String> settings = new LinkedHashMap<>(profile.options());
        settings.putAll(options.backendOptions());
        Target target = options.target(id, settings);
        profile.requireFitting(target.backend(), Subject.all());
        for (String required : options.required()) {
            Requirement.Answer answer = new Requirement(options.timeout())
                    .examine(options.target(required, settings), one -> worker(options, one));
            if (answer instanceof Requirement.Answer.Missed(String why)) {
                err.println("conformance: " + required + " is required, but " + why);
                return ExitStatus.REQUIREMENT;
            }
        }
        Profile usual = options.mode() == Mode.PERF ? profile.withoutRefusals() : profile;
        return new Judgement(invocation, out, this::progress, options, usual, () -> worker(options, target)).run();
    }

    private Progress progress() {
        return new Progress(err, terminal, System::nanoTime);
    }

    private static Worker worker(Options options, Target target) {
        Duration limit = options.timeout().compareTo(LEAST_TO_OPEN) > 0 ? options.timeout() : LEAST_TO_OPEN;
        return options.fork()
                ? new ForkedWorker(target, options.jvmOptions(), limit)
                : new LocalWorker(() -> Session.open(target), limit);
    }
}
