package dev.octavo.conformance.check;

import dev.octavo.spi.UnsupportedSpecException;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Turns whatever comes out of a case into an outcome. */
final class Verdict {

    private Verdict() {}

    static Outcome of(String id, Supplier<Outcome> body) {
        try {
            return body.get();
        } catch (Violation e) {
            return failed(id, e.check(), String.valueOf(e.getMessage()));
        } catch (UnsupportedSpecException e) {
            return failed(id, Check.SUPPORT, "support said yes, but then came: " + e.getMessage());
        } catch (RuntimeException | LinkageError | AssertionError e) {
            return failed(id, Check.ERROR, "unexpected " + e + " at " + origin(e));
        }
    }

    private static Outcome failed(String id, Check check, String message) {
        return new Outcome.Failed(check, check + " (" + check.rule() + ") " + message + "; repeat with the case " + id);
    }

    private static String origin(Throwable e) {
        return Arrays.stream(e.getStackTrace())
                .limit(6)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(" < "));
    }
}
