package dev.octavo.conformance.cli;

import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.run.Mode;
import dev.octavo.conformance.select.CasePattern;
import dev.octavo.spi.UserException;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the words of a command line: {@code --name value} or {@code --name=value}. */
final class ArgumentReader {

    private static final int MOST_JOBS = 64;
    private static final int LONGEST_TIMEOUT = 86_400;
    private static final int LONGEST_RUN = 30 * 86_400;

    private final Deque<String> words;
    private Options.Action action = Options.Action.RUN;
    private Optional<String> backend = Optional.empty();
    private int device;
    private Optional<Tier> tier = Optional.empty();
    private final List<String> filters = new ArrayList<>();
    private List<Long> seeds = List.of(0L);
    private Mode mode = Mode.TEST;
    private final List<String> required = new ArrayList<>();
    private Optional<Path> report = Optional.empty();
    private final List<Path> backendPaths = new ArrayList<>();
    private final Map<String, String> backendOptions = new LinkedHashMap<>();
    private Optional<Path> profile = Optional.empty();
    private int jobs = 1;
    private boolean fork = true;
    private Optional<Duration> timeout = Optional.empty();
    private Optional<Duration> maxTime = Optional.empty();
    private final List<String> jvmOptions = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private Optional<Path> matrix = Optional.empty();

    private ArgumentReader(List<String> words) {
        this.words = new ArrayDeque<>(words);
    }

    /**
     * Reads.
     *
     * @throws UserException if a word is unknown, a value is missing or wrong, or words contradict each other
     */
    static Options read(List<String> words) {
        ArgumentReader reader = new ArgumentReader(words);
        while (!reader.words.isEmpty()) {
            reader.word(reader.words.pop());
        }
        return reader.finish();
    }

    private void word(String word) {
        int equals = word.indexOf('=');
        if (word.startsWith("--") && equals > 0) {
            words.push(word.substring(equals + 1));
            String name = word.substring(0, equals);
            if (!Option.TAKING_VALUES.contains(name)) {
                throw Option.NAMES.contains(name) ? new UserException(name + " takes no value") : unknown(name);
            }
            option(name);
        } else if (word.startsWith("-")) {
            option(word);
        } else {
            files.add(path(word));
        }
    }

    private void option(String name) {
        switch (name) {
            case "--help", "-h" -> action = Options.Action.HELP;
            case "--list" -> action = Options.Action.LIST;
            case "--fork" -> fork = true;
            case "--no-fork" -> fork = false;
            case "--backend" -> backend(value(name));
            case "--device" -> device = number(name, value(name), 0, 1023);
            case "--tier" -> tier = Optional.of(constant(Tier.class, name, value(name)));
            case "--filter" -> filter(value(name));
            case "--seed" -> seeds = Seeds.of(value(name));
            case "--mode" -> mode = constant(Mode.class, name, value(name));
            case "--require" -> required.addAll(Arrays.asList(value(name).split(",", -1)));
            case "--report" -> report = Optional.of(path(value(name)));
            case "--backend-path" -> paths(value(name));
            case "--option" -> setting(value(name));
            case "--profile" -> profile = Optional.of(path(value(name)));
            case "--jobs" -> jobs = number(name, value(name), 1, MOST_JOBS);
            case "--timeout" ->
                timeout = Optional.of(Duration.ofSeconds(number(name, value(name), 1, LONGEST_TIMEOUT)));
            case "--max-time" -> maxTime = Optional.of(Duration.ofSeconds(number(name, value(name), 1, LONGEST_RUN)));
            case "--jvm-option" -> jvmOptions.add(value(name));
            case "--matrix" -> {
                action = Options.Action.MATRIX;
                matrix = Optional.of(path(value(name)));
            }
            default -> throw unknown(name);
        }
    }

    private static UserException unknown(String name) {
        return new UserException("unknown option " + name
                + Option.nearest(name)
                        .map(other -> "; did you mean " + other + "?")
                        .orElse("; --help lists all"));
    }

    private String value(String name) {
        String value = words.poll();
        if (value == null || value.isEmpty() || Option.NAMES.contains(value)) {
            throw new UserException(name + " needs a value");
        }
        return value;
    }

    private void backend(String value) {
        String address = value;
        int colon = value.indexOf(':');
        if (colon >= 0) {
            device = number("--backend", value.substring(colon + 1), 0, 1023);
            address = value.substring(0, colon);
        }
        backend = Optional.of(address);
    }

    private void filter(String value) {
        CasePattern.of(value.startsWith("!") ? value.substring(1) : value);
        filters.add(value);
    }

    private void paths(String value) {
        for (String part : value.split(File.pathSeparator, -1)) {
            if (!part.isEmpty()) {
                backendPaths.add(path(part).toAbsolutePath());
            }
        }
    }

    private void setting(String value) {
        int equals = value.indexOf('=');
        if (equals < 1) {
            throw new UserException("--option is written KEY=VALUE, not " + value);
        }
        backendOptions.put(value.substring(0, equals), value.substring(equals + 1));
    }

    private static Path path(String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new UserException("not a path: " + value, e);
        }
    }

    static int number(String name, String value, int low, int high) {
        try {
            int number = Integer.parseInt(value);
            if (number >= low && number <= high) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the message below, which also covers numbers out of range.
        }
        throw new UserException(name + " needs an integer from " + low + " to " + high + ", not " + value);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name, String value) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(value)) {
                return constant;
            }
        }
        String all = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        throw new UserException(name + " is one of " + all + ", not " + value);
    }

    private Options finish() {
        if (!files.isEmpty() && action != Options.Action.MATRIX) {
            throw new UserException("what is " + files.getFirst() + " for? Only --matrix takes files");
        }
        if (action == Options.Action.MATRIX && files.isEmpty()) {
            throw new UserException("--matrix needs the JSON reports that it is made of");
        }
        if (action == Options.Action.RUN && backend.isEmpty() && required.isEmpty()) {
            throw new UserException("--backend ID says what is tested, for example --backend reference");
        }
        if (!fork && jobs > 1) {
            throw new UserException("--jobs " + jobs + " needs processes of their own; leave --no-fork out");
        }
        if (mode != Mode.TEST && seeds.size() > 1) {
            throw new UserException("several seeds are for --mode test; the other modes use no numbers");
        }
        if (mode == Mode.PERF && jobs > 1) {
            throw new UserException("--mode perf runs one case at a time; leave --jobs out");
        }
        return new Options(
                action,
                backend.or(() -> required.stream().findFirst()),
                device,
                tier.orElse(mode == Mode.TEST ? Tier.SMOKE : Tier.FULL),
                filters,
                seeds,
                mode,
                required,
                report,
                backendPaths,
                backendOptions,
                profile,
                jobs,
                fork,
                timeout.orElse(Duration.ofSeconds(mode == Mode.PERF ? 120 : 60)),
                maxTime,
                jvmOptions,
                files,
                matrix);
    }
}
