package dev.octavo.conformance.select;

import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a vendor says about a backend beforehand. Nothing in it can loosen a bound.
 *
 * <pre>{@code
 * # one statement a line
 * backend mydevice
 * option streams = 2
 * exclude gemm[w=f16,*] because driver bug 1234 loses rows, fixed in driver 5.2
 * refuse attention[*,dim=576,*] because there is no kernel for heads above 256
 * refuse nothing-else
 * }</pre>
 *
 * <p>An excluded case is not run, and a profile level that needs it is not reached. An expected refusal that does not come fails as an unexpected pass; with
 * {@code refuse nothing-else} a refusal that is not listed fails too, so that support cannot get lost unseen.
 *
 * @param backend the id that it is meant for, if it says so
 * @param options settings that the backend is opened with
 * @param exclusions cases that are not run
 * @param refusals cases that the backend is expected to refuse
 * @param closed whether no other case may be refused
 */
public record Profile(
        Optional<String> backend,
        Map<String, String> options,
        List<Statement> exclusions,
        List<Statement> refusals,
        boolean closed) {

    private static final int LARGEST_FILE = 1 << 20;

    /**
     * Cases and the reason for what is said about them.
     *
     * @param cases which
     * @param reason why
     */
    public record Statement(CasePattern cases, String reason) {}

    /** Keeps copies. */
    public Profile {
        options = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(options));
        exclusions = List.copyOf(exclusions);
        refusals = List.copyOf(refusals);
    }

    /** Says nothing. */
    public static Profile none() {
        return new Profile(Optional.empty(), Map.of(), List.of(), List.of(), false);
    }

    /**
     * Reads a file.
     *
     * @throws UserException if it cannot be read or says something that makes no sense
     */
    public static Profile read(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new UserException("the profile " + file + " is larger than a mebibyte");
            }
            return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
        } catch (IOException e) {
            throw new UserException("the profile " + file + " cannot be read: " + e, e);
        }
    }

    /**
     * Reads a text.
     *
     * @param name what messages call it
     * @throws UserException if it says something that makes no sense
     */
    public static Profile parse(String text, String name) {
        return new ProfileReader(name).read(text);
    }

    /** The same without what it says about refusals: for measuring, which judges nothing. */
    public Profile withoutRefusals() {
        return new Profile(backend, options, exclusions, List.of(), false);
    }

    /** Why a case is not run, if it is not. */
    public Optional<String> exclusion(String id) {
        return reason(exclusions, id);
    }

    /** Why a case is expected to be refused, if it is. */
    public Optional<String> expectedRefusal(String id) {
        return reason(refusals, id);
    }

    private static Optional<String> reason(List<Statement> statements, String id) {
        return statements.stream()
                .filter(statement -> statement.cases().test(id))
                .map(Statement::reason)
                .findFirst();
    }

    /**
     * Holds the profile against the suite.
     *
     * @throws UserException if it is for another backend, or has a pattern that no case fits, which is what becomes of a list that nobody looks after
     */
    public void requireFitting(String id, List<Subject> all) {
        backend.filter(own -> !own.equals(id)).ifPresent(own -> {
            throw new UserException("the profile is for the backend '" + own + "', but '" + id + "' is tested");
        });
        for (List<Statement> statements : List.of(exclusions, refusals)) {
            for (Statement statement : statements) {
                if (all.stream().noneMatch(subject -> statement.cases().test(subject.id()))) {
                    throw new UserException("the profile speaks of " + statement.cases()
                            + ", but no case is called so; take the line out or correct it");
                }
            }
        }
    }
}
