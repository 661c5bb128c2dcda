package dev.octavo.runtime.discovery;

import dev.octavo.spi.SpiVersion;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.ServiceConfigurationError;

/**
 * Why a backend cannot be used.
 *
 * @param reason what stands in the way
 * @param remedy what the user can do
 * @param cause the error behind it, if any; one that can be printed
 */
record Diagnosis(String reason, String remedy, Optional<Throwable> cause) {

    private static final String VENDOR = "report this to its vendor; --disable-backend keeps it from being asked";

    /** Without an error behind it. */
    Diagnosis(String reason, String remedy) {
        this(reason, remedy, Optional.empty());
    }

    /** What a provider threw while it did something. */
    static Diagnosis thrown(String doing, Throwable error) {
        Throwable root = root(error);
        String text = text(root);
        Optional<Throwable> cause = Optional.of(printable(error));
        return switch (root) {
            case UnsatisfiedLinkError e ->
                new Diagnosis("a native library is missing: " + text, libraryRemedy(), cause);
            case IllegalArgumentException e
            when text.contains("Cannot open library") ->
                new Diagnosis("a native library is missing: " + text, libraryRemedy(), cause);
            case UnsupportedClassVersionError e ->
                new Diagnosis(
                        "its jar was compiled for a newer Java: " + text,
                        "use a newer Java, or a jar compiled for Java "
                                + Runtime.version().feature(),
                        cause);
            case NoClassDefFoundError e -> new Diagnosis(missing(text), missingRemedy(text), cause);
            case ClassNotFoundException e -> new Diagnosis(missing(text), missingRemedy(text), cause);
            case IncompatibleClassChangeError e
            when text.contains("dev.octavo.") || text.contains("dev/octavo/") ->
                new Diagnosis(
                        "it uses a part of the SPI that SPI " + SpiVersion.current() + " does not have: " + text,
                        "use a jar built for SPI " + SpiVersion.current()
                                + ", or the Octavo that this jar was built for",
                        cause);
            case LinkageError e ->
                new Diagnosis(
                        doing + " failed, its classes are damaged or do not fit each other: " + text,
                        "replace the jar by a whole one, together with its libraries",
                        cause);
            default -> new Diagnosis(doing + " failed: " + text, VENDOR, cause);
        };
    }

    /** A provider that gives no answer. */
    static Diagnosis late(String doing, String limit, Throwable where) {
        return new Diagnosis(
                doing + " gave no answer in " + limit,
                "look whether its driver hangs; --backend-timeout gives it more time, --disable-backend passes it over",
                Optional.of(where));
    }

    /** A provider that answers what makes no sense. */
    static Diagnosis nonsense(String what) {
        return new Diagnosis(what, VENDOR);
    }

    private static String libraryRemedy() {
        return "install it, or put it beside the backend's jar";
    }

    private static String missing(String text) {
        return "a class is missing: " + text;
    }

    private static String missingRemedy(String text) {
        String name = text.substring(text.indexOf(':') + 1).strip().replace('/', '.');
        if (name.startsWith("dev.octavo.")) {
            return "it was built for another SPI than " + SpiVersion.current() + ", or uses what is no part of the SPI;"
                    + " use a jar built for SPI " + SpiVersion.current();
        }
        boolean platform = name.startsWith("java.") || name.startsWith("javax.") || name.startsWith("jdk.");
        return platform
                ? "it is a class of Java that was not started with; add its module with --add-modules"
                : "put the jar that has it into one folder with the backend's jar; each folder is a backend with its libraries";
    }

    /** What lies behind the wrappers of class initialisation and of services. */
    private static Throwable root(Throwable error) {
        Throwable at = error;
        for (int i = 0; i < 10; i++) {
            boolean wrapper = at instanceof ExceptionInInitializerError
                    || at instanceof ServiceConfigurationError
                    || at instanceof InvocationTargetException;
            Throwable cause = wrapper ? at.getCause() : null;
            if (cause == null) {
                return at;
            }
            at = cause;
        }
        return at;
    }

    private static String text(Throwable error) {
        try {
            return ForeignText.clean(error.toString());
        } catch (Throwable e) { // Its message is foreign code as well.
            return error.getClass().getName() + " (its message cannot be read)";
        }
    }

    private static Throwable printable(Throwable error) {
        try {
            error.printStackTrace(new PrintWriter(new StringWriter()));
            return error;
        } catch (Throwable e) { // As above.
            return new IllegalStateException(text(error));
        }
    }
}
