package dev.octavo.runtime.discovery;

import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.Probe;
import dev.octavo.spi.SpiVersion;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks one provider what it is and what it has. A provider is foreign code: it may throw anything, hang, and answer null or nonsense; all of that becomes a
 * reason in its entry.
 */
final class ProviderExam {

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_-]{0,31}");
    private static final int MOST_DEVICES = 1024;

    private final ProviderSource.Found source;
    private final Duration limit;
    private volatile String doing = "its constructor";
    private volatile @Nullable BackendProvider provider;
    private String id;

    ProviderExam(ProviderSource.Found source, Duration limit) {
        this.source = source;
        this.limit = limit;
        this.id = source.name();
    }

    /** Its id, or the name of its class where even that could not be asked. */
    String id() {
        return id;
    }

    String origin() {
        return source.origin();
    }

    /** Makes the provider and asks for its id; empty if that went well. */
    Optional<FoundBackend> identify() {
        return ask(this::makeAndName).flatMap(answer -> switch (answer) {
            case Answer.Refused(Diagnosis why) -> Optional.of(unavailable(why));
            case Answer.Named(String name) -> {
                id = name;
                yield Optional.empty();
            }
            case Answer.Has has -> Optional.empty();
        });
    }

    /** Asks for its version, then for its devices. */
    FoundBackend probe() {
        return ask(this::versionAndDevices)
                .map(answer -> switch (answer) {
                    case Answer.Refused(Diagnosis why) -> unavailable(why);
                    case Answer.Has(List<DeviceInfo> devices, boolean generic) -> ready(devices, generic);
                    case Answer.Named named -> unavailable(Diagnosis.nonsense("it was asked in the wrong order"));
                })
                .orElseThrow();
    }

    private FoundBackend ready(List<DeviceInfo> devices, boolean generic) {
        BackendProvider known = Objects.requireNonNull(provider, "identify comes first");
        return new FoundBackend(id, origin(), new FoundBackend.State.Ready(known, devices, generic));
    }

    FoundBackend unavailable(Diagnosis why) {
        return new FoundBackend(
                id, origin(), new FoundBackend.State.Unavailable(why.reason(), why.remedy(), why.cause()));
    }

    /** What a provider answered. */
    private sealed interface Answer {
        record Named(String id) implements Answer {}

        record Has(List<DeviceInfo> devices, boolean generic) implements Answer {}

        record Refused(Diagnosis why) implements Answer {}
    }

    private Optional<Answer> ask(Callable<Answer> question) {
        return Optional.of(
                switch (ForeignCall.run("octavo-probe-" + id, source.classes(), limit, question)) {
                    case ForeignCall.Result.Returned<Answer>(Answer answer) -> answer;
                    case ForeignCall.Result.Thrown<Answer>(Throwable error) ->
                        new Answer.Refused(Diagnosis.thrown(doing, error));
                    case ForeignCall.Result.Late<Answer>(Throwable where) ->
                        new Answer.Refused(Diagnosis.late(doing, seconds(), where));
                });
    }

    private String seconds() {
        return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }

    private Answer makeAndName() throws Exception {
        doing = "its constructor";
        BackendProvider made = source.make().call();
        provider = made;
        doing = "its id()";
        @Nullable String name = made.id();
        return name != null && ID.matcher(name).matches()
                ? new Answer.Named(name)
                : new Answer.Refused(Diagnosis.nonsense("its id is no lower-case word: " + ForeignText.clean(name)));
    }

    private Answer versionAndDevices() {
        BackendProvider known = Objects.requireNonNull(provider, "identify comes first");
        doing = "its requires()";
        @Nullable SpiVersion required = known.requires();
        if (required == null) {
            return new Answer.Refused(Diagnosis.nonsense("its requires() answered null"));
        }
        if (!SpiVersion.current().accepts(required)) {
            return new Answer.Refused(otherVersion(required));
        }
        doing = "its probe()";
        @Nullable Probe probe = known.probe();
        boolean generic = false;
        if (probe instanceof Probe.Available) {
            doing = "its isGeneric()";
            generic = known.isGeneric();
        }
        return answer(probe, generic);
    }

    private Answer answer(@Nullable Probe probe, boolean generic) {
        return switch (probe) {
            case null -> new Answer.Refused(Diagnosis.nonsense("its probe() answered null"));
            case Probe.Available(List<DeviceInfo> devices) ->
                complaint(devices)
                        .<Answer>map(what -> new Answer.Refused(Diagnosis.nonsense(what)))
                        .orElseGet(() -> new Answer.Has(devices, generic));
            case Probe.Unavailable no -> new Answer.Refused(unavailable(no));
        };
    }

    private Diagnosis otherVersion(SpiVersion required) {
        SpiVersion here = SpiVersion.current();
        return new Diagnosis(
                "built for SPI " + required + ", this is SPI " + here + " (" + origin() + ")",
                "use a jar built for SPI " + here.major() + ".x, at most " + here + ", or an Octavo with SPI "
                        + required.major() + "." + required.minor()
                        + (required.major() == here.major() ? " or later" : ".x"),
                Optional.empty());
    }

    /** A refusal by the provider itself, whose texts may be missing all the same. */
    private static Diagnosis unavailable(Probe.Unavailable no) {
        @Nullable String reason = no.reason();
        @Nullable String remedy = no.remedy();
        Optional<Throwable> cause = Objects.requireNonNullElse(no.cause(), Optional.empty());
        return new Diagnosis(
                reason == null || reason.isBlank() ? "it says no without a reason" : ForeignText.clean(reason),
                remedy == null || remedy.isBlank() ? "ask its vendor" : ForeignText.clean(remedy),
                cause.flatMap(error -> Diagnosis.thrown("its probe()", error).cause()));
    }

    private Optional<String> complaint(List<DeviceInfo> devices) {
        if (devices.size() > MOST_DEVICES) {
            return Optional.of(
                    "its probe() lists " + devices.size() + " devices; more than " + MOST_DEVICES + " are no machine");
        }
        for (int i = 0; i < devices.size(); i++) {
            Optional<String> wrong = complaint(devices.get(i), i);
            if (wrong.isPresent()) {
                return wrong.map(what -> "its probe() answered nonsense: " + what);
            }
        }
        return Optional.empty();
    }

    private Optional<String> complaint(DeviceInfo device, int ordinal) {
        if (!id.equals(device.backendId())) {
            return Optional.of("a device of backend '" + ForeignText.clean(device.backendId()) + "', not '" + id + "'");
        }
        if (device.ordinal() != ordinal) {
            return Optional.of("device " + device.ordinal() + " where device " + ordinal + " belongs");
        }
        @Nullable Object kind = device.kind();
        @Nullable Object card = device.physicalId();
        boolean named = ForeignText.isPlain(device.name())
                && ForeignText.isPlain(device.driver())
                && ForeignText.isPlain(device.variant());
        if (kind == null || card == null || !named) {
            return Optional.of("device " + ordinal + " has a part that is null, too long or holds control characters");
        }
        return device.totalBytes() < 0 || device.freeBytes() < 0
                ? Optional.of(
                        "device " + ordinal + " has " + device.totalBytes() + " bytes, " + device.freeBytes() + " free")
                : Optional.empty();
    }
}
