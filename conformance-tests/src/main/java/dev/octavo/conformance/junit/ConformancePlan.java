package dev.octavo.conformance.junit;

import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.config.Host;
import dev.octavo.conformance.run.CaseResult;
import dev.octavo.conformance.run.Ruling;
import dev.octavo.conformance.run.Status;
import dev.octavo.conformance.select.Profile;
import dev.octavo.conformance.select.Selection;
import dev.octavo.conformance.select.Subject;
import dev.octavo.conformance.session.Reply;
import dev.octavo.conformance.session.Session;
import dev.octavo.conformance.session.Task;
import dev.octavo.spi.Backend;
import dev.octavo.spi.UserException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.AssertionFailedError;

/**
 * The suite as a tree of dynamic tests: a container for each operator, a test for each case, called by its id. System properties of the build go before what the code says:
 * {@code octavo.conformance.tier}, {@code .filter} (patterns, parted by spaces), {@code .seed} and {@code .profile} (a file).
 *
 * <p>Refused and excluded cases are reported as skipped, with the reason. Cases run in the process of the tests; the command line has processes of their own for them.
 *
 * @param open opens the backend; called when the first case starts
 * @param tier the largest tier
 * @param filters patterns as for {@code --filter}
 * @param seed root of all random numbers
 * @param profile what the vendor says beforehand; its options are the affair of {@code open}
 */
public record ConformancePlan(Supplier<Backend> open, Tier tier, List<String> filters, long seed, Profile profile) {

    /** Keeps a copy. */
    public ConformancePlan {
        filters = List.copyOf(filters);
    }

    /** The same with another tier; smoke unless said otherwise. */
    public ConformancePlan tier(Tier other) {
        return new ConformancePlan(open, other, filters, seed, profile);
    }

    /** The same with fewer cases. */
    public ConformancePlan filter(String... patterns) {
        return new ConformancePlan(open, tier, Arrays.asList(patterns), seed, profile);
    }

    /** The same with other numbers; 0 unless said otherwise. */
    public ConformancePlan seed(long other) {
        return new ConformancePlan(open, tier, filters, other, profile);
    }

    /** The same with a profile. */
    public ConformancePlan profile(Profile other) {
        return new ConformancePlan(open, tier, filters, seed, other);
    }

    /**
     * The tree, to be returned by a {@code @TestFactory}. The backend is closed when the stream is.
     *
     * @throws UserException if a property or the profile makes no sense, or no case is wanted
     */
    public Stream<DynamicNode> nodes() {
        ConformancePlan plan = asTheBuildWants();
        List<Subject> suite = Subject.ofSuite();
        plan.profile.requireFitting(plan.profile.backend().orElse(""), Subject.all());
        Map<String, List<Subject>> families = new LinkedHashMap<>();
        for (Subject subject : new Selection(plan.tier, plan.filters).of(suite)) {
            families.merge(
                    subject.family(),
                    List.of(subject),
                    (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
        }
        OpenSession session = new OpenSession(plan);
        return families.entrySet().stream()
                .<DynamicNode>map(family -> DynamicContainer.dynamicContainer(
                        family.getKey(),
                        family.getValue().stream()
                                .map(subject ->
                                        DynamicTest.dynamicTest(subject.id(), () -> plan.run(subject, session)))))
                .onClose(session::close);
    }

    private ConformancePlan asTheBuildWants() {
        return new ConformancePlan(
                open,
                Host.setting("tier").map(ConformancePlan::tier).orElse(tier),
                Host.setting("filter").map(text -> List.of(text.split("\\s+"))).orElse(filters),
                Host.setting("seed").map(ConformancePlan::seed).orElse(seed),
                Host.setting("profile").map(file -> Profile.read(Path.of(file))).orElse(profile));
    }

    private static Tier tier(String text) {
        return Arrays.stream(Tier.values())
                .filter(tier -> tier.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new UserException("octavo.conformance.tier is one of "
                        + Arrays.toString(Tier.values()).toLowerCase(Locale.ROOT) + ", not " + text));
    }

    private static long seed(String text) {
        try {
            return Long.decode(text);
        } catch (NumberFormatException e) {
            throw new UserException("octavo.conformance.seed needs an integer of 64 bits, not " + text, e);
        }
    }

    private void run(Subject subject, OpenSession session) {
        Optional<String> excluded = profile.exclusion(subject.id());
        if (excluded.isPresent()) {
            Assumptions.abort("excluded: " + excluded.get());
        }
        Reply reply = new Reply.Answered(session.get().answer(new Task.Run(subject.id(), seed)));
        CaseResult result = Ruling.of(subject, reply, profile);
        if (result.status().isFailure()) {
            throw new AssertionFailedError(result.message() + "; repeat by -Doctavo.conformance.filter=" + subject.id()
                    + " -Doctavo.conformance.tier=" + subject.tier().name().toLowerCase(Locale.ROOT)
                    + " -Doctavo.conformance.seed=" + seed);
        }
        if (result.status() == Status.REFUSED) {
            Assumptions.abort("unsupported: " + result.message());
        }
    }

    /** A session that is opened when it is first needed. */
    private static final class OpenSession {

        private final ConformancePlan plan;
        private Optional<Session> session = Optional.empty();

        OpenSession(ConformancePlan plan) {
            this.plan = plan;
        }

        synchronized Session get() {
            if (session.isEmpty()) {
                Backend backend = plan.open.get();
                plan.profile.requireFitting(backend.device().backendId(), Subject.all());
                session = Optional.of(Session.on(backend, plan.open));
            }
            return session.get();
        }

        synchronized void close() {
            session.ifPresent(Session::close);
        }
    }
}
