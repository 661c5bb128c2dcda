package dev.octavo.conformance.cli;

import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.run.Mode;
import dev.octavo.conformance.session.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the words of a command line say.
 *
 * @param action what is to be done
 * @param backend which backend, where one was named
 * @param device which of its devices
 * @param tier which cases, at most
 * @param filters which of them
 * @param seeds roots of random numbers, one run for each
 * @param mode what a run is for
 * @param required backends that have to be there and to have the core
 * @param report where reports go
 * @param backendPaths where backends are looked for
 * @param backendOptions settings for the backend
 * @param profile what the vendor has said
 * @param jobs how many cases run at once
 * @param fork whether they run in a process of their own
 * @param timeout time for each
 * @param maxTime time for all runs together, where there is an end to it
 * @param jvmOptions further flags for child processes
 * @param files words that belong to no option
 * @param matrix where the support matrix goes
 */
record Options(
        Action action,
        Optional<String> backend,
        int device,
        Tier tier,
        List<String> filters,
        List<Long> seeds,
        Mode mode,
        List<String> required,
        Optional<Path> report,
        List<Path> backendPaths,
        Map<String, String> backendOptions,
        Optional<Path> profile,
        int jobs,
        boolean fork,
        Duration timeout,
        Optional<Duration> maxTime,
        List<String> jvmOptions,
        List<Path> files,
        Optional<Path> matrix) {

    /** What is to be done. */
    enum Action {
        HELP,
        LIST,
        MATRIX,
        RUN
    }

    /** A backend by its address, with the paths and settings of the command line. */
    Target target(String address, Map<String, String> settings) {
        int colon = address.indexOf(':');
        return colon < 0
                ? new Target(address, device, backendPaths, settings)
                : new Target(
                        address.substring(0, colon),
                        ArgumentReader.number("a device", address.substring(colon + 1), 0, 1023),
                        backendPaths,
                        settings);
    }
}
