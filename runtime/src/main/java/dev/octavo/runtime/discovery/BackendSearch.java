package dev.octavo.runtime.discovery;

import dev.octavo.spi.UserException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where backends are looked for, beside the class path and the module path.
 *
 * @param directories plug-in directories: each jar in one is a backend of its own, and each folder of jars is a backend with its libraries
 * @param disabled ids that are not even probed
 * @param probeLimit how long a provider may take to be made, and again to answer what it has
 * @param only the id that is looked for, so that no driver is started in vain; empty for all
 */
public record BackendSearch(List<Path> directories, Set<String> disabled, Duration probeLimit, Optional<String> only) {

    /** What a provider is given to answer unless said otherwise: a driver that starts its devices needs a second or two. */
    public static final Duration PROBE_LIMIT = Duration.ofSeconds(10);

    private static final Duration LONGEST = Duration.ofHours(1);

    /** Keeps copies; refuses limits that are not above zero or longer than an hour. */
    public BackendSearch {
        directories = List.copyOf(directories);
        disabled = Set.copyOf(disabled);
        if (!probeLimit.isPositive() || probeLimit.compareTo(LONGEST) > 0) {
            throw new UserException("the time limit of a backend's probe must be above 0 s and at most 3600 s, but is "
                    + probeLimit.toMillis() / 1000.0 + " s");
        }
    }

    /** For all ids. */
    public BackendSearch(List<Path> directories, Set<String> disabled, Duration probeLimit) {
        this(directories, disabled, probeLimit, Optional.empty());
    }

    /** With the usual time limit. */
    public BackendSearch(List<Path> directories, Set<String> disabled) {
        this(directories, disabled, PROBE_LIMIT);
    }

    /**
     * The same for what a choice of device needs.
     *
     * @param device {@code auto}, a backend's id, or {@code id:ordinal}
     */
    public BackendSearch forDevice(String device) {
        String id = device.strip().split(":", 2)[0];
        return new BackendSearch(
                directories, disabled, probeLimit, id.equals("auto") ? Optional.empty() : Optional.of(id));
    }

    /** The class path and the module path only. */
    public static BackendSearch standard() {
        return new BackendSearch(List.of(), Set.of());
    }
}
