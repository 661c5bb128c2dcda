package dev.octavo.conformance.report;

import dev.octavo.conformance.config.Host;
import dev.octavo.conformance.perf.Measurement;
import dev.octavo.conformance.run.CaseResult;
import dev.octavo.conformance.run.Mode;
import dev.octavo.conformance.run.Run;
import dev.octavo.conformance.session.DeviceCard;
import dev.octavo.spi.SpiVersion;
import dev.octavo.spi.Support;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A run as the tree that its JSON report shows; {@code docs/conformance.md} names every field. */
final class ReportTree {

    /** What a report calls itself. */
    static final String FORMAT = "octavo-conformance-report";

    /** Raised when a field changes its meaning or goes; new fields may come without that. */
    static final int VERSION = 1;

    private ReportTree() {}

    static Map<String, Object> of(Run run, Function<CaseResult, String> repeat) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("format", FORMAT);
        tree.put("version", VERSION);
        tree.put("spi", SpiVersion.current().toString());
        tree.put("began", run.began().truncatedTo(ChronoUnit.SECONDS).toString());
        tree.put("seconds", run.took().toMillis() / 1e3);
        tree.put("host", Host.describe());
        tree.put("mode", words(run.plan().mode()));
        tree.put("tier", words(run.plan().selection().tier()));
        tree.put("seed", Long.toString(run.plan().seed()));
        tree.put("filters", run.plan().selection().filters());
        tree.put("device", device(run.device()));
        tree.put("profile", profile(run));
        tree.put("counts", counts(run));
        Roofline roofline = Roofline.of(run.results());
        if (run.plan().mode() == Mode.PERF) {
            tree.put("ceilings", ceilings(roofline));
        }
        tree.put(
                "cases",
                run.results().stream()
                        .map(result -> one(result, roofline, repeat))
                        .toList());
        return tree;
    }

    private static Map<String, Object> device(DeviceCard card) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("backend", card.backend());
        map.put("ordinal", card.ordinal());
        map.put("name", card.name());
        map.put("kind", card.kind());
        map.put("driver", card.driver());
        map.put("variant", card.variant());
        map.put("totalBytes", card.totalBytes());
        map.put("claims", new LinkedHashMap<>(card.claims()));
        return map;
    }

    private static Map<String, Object> profile(Run run) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("reached", words(run.level().reached()));
        map.put("why", run.level().why());
        return map;
    }

    private static Map<String, Object> counts(Run run) {
        Map<String, Object> map = new LinkedHashMap<>();
        run.counts().forEach((status, count) -> map.put(words(status), count));
        return map;
    }

    private static Map<String, Object> ceilings(Roofline roofline) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("gigabytesPerSecond", roofline.gigabytesPerSecond());
        map.put("memoryFrom", roofline.memoryFrom());
        map.put("gigaflops", roofline.gigaflops());
        map.put("arithmeticFrom", roofline.arithmeticFrom());
        return map;
    }

    private static Map<String, Object> one(CaseResult result, Roofline roofline, Function<CaseResult, String> repeat) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", result.id());
        map.put("operator", result.subject().family());
        map.put("dtypes", result.subject().dtypes());
        map.put("tier", words(result.subject().tier()));
        map.put("core", result.subject().core());
        map.put("status", words(result.status()));
        if (result.worst() > 0) {
            map.put("worst", result.worst());
        }
        map.put("millis", result.time().toNanos() / 1e6);
        support(result.support(), map);
        if (!result.message().isEmpty()) {
            map.put("message", FailureText.of(result));
        }
        if (result.status().isFailure()) {
            map.put("check", result.check());
            map.put("rule", result.rule());
            map.put("repeat", repeat.apply(result));
        }
        result.measurement().ifPresent(m -> map.put("perf", perf(m, roofline)));
        return map;
    }

    private static void support(Support support, Map<String, Object> map) {
        switch (support) {
            case Support.Native(String variant) -> {
                map.put("support", "native");
                map.put("kernel", variant);
            }
            case Support.Emulated(String variant, String reason) -> {
                map.put("support", "emulated");
                map.put("kernel", variant);
                map.put("reason", reason);
            }
            case Support.Unsupported(String reason) -> {
                map.put("support", "no");
                map.put("reason", reason);
            }
        }
    }

    private static Map<String, Object> perf(Measurement m, Roofline roofline) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("seconds", m.seconds());
        map.put("repeats", m.repeats());
        map.put("bytes", m.bytes());
        map.put("operations", m.operations());
        map.put("gigabytesPerSecond", m.gigabytesPerSecond());
        map.put("gigaflops", m.gigaflops());
        map.put("share", roofline.share(m));
        return map;
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
