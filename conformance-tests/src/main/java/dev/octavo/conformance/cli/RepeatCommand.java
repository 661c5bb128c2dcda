package dev.octavo.conformance.cli;

import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.run.Mode;
import dev.octavo.conformance.select.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The command that runs one case again, with the same numbers. */
final class RepeatCommand {

    private final Invocation invocation;
    private final Options options;
    private final long seed;

    RepeatCommand(Invocation invocation, Options options, long seed) {
        this.invocation = invocation;
        this.options = options;
        this.seed = seed;
    }

    String of(Subject subject) {
        List<String> words = new ArrayList<>();
        words.add("--backend");
        words.add(options.target(options.backend().orElseThrow(), options.backendOptions())
                .address());
        options.backendPaths().forEach(path -> words.addAll(List.of("--backend-path", path.toString())));
        options.backendOptions().forEach((key, value) -> words.addAll(List.of("--option", key + "=" + value)));
        options.profile().ifPresent(file -> words.addAll(List.of("--profile", file.toString())));
        if (options.mode() != Mode.TEST) {
            words.addAll(List.of("--mode", options.mode().name().toLowerCase(Locale.ROOT)));
        } else if (subject.tier() != Tier.SMOKE) {
            words.addAll(List.of("--tier", subject.tier().name().toLowerCase(Locale.ROOT)));
        }
        if (seed != 0) {
            words.addAll(List.of("--seed", Long.toString(seed)));
        }
        if (!subject.family().equals("session")) {
            words.addAll(List.of("--filter", subject.id()));
        }
        return invocation + " " + Invocation.quoted(words);
    }
}
