package dev.octavo.runtime.discovery;

import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.Probe;
import dev.octavo.spi.SpiVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** All backends of this process, each probed once. */
public final class BackendCatalog {

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_-]{0,31}");

    private final List<FoundBackend> backends;

    private BackendCatalog(List<FoundBackend> backends) {
        this.backends = List.copyOf(backends);
    }

    /** Finds and probes. Never throws on account of a backend: what stands in the way of one is in its entry. */
    public static BackendCatalog discover(BackendSearch search) {
        return of(ProviderLoader.load(search), search);
    }

    /** Backends that the caller has made itself. Each is probed; as with {@link #discover}, none of them can make this throw. */
    public static BackendCatalog of(List<BackendProvider> providers) {
        return of(providers.stream().map(ProviderLoader::given).toList(), BackendSearch.standard());
    }

    static BackendCatalog of(List<ProviderLoader.Outcome> outcomes, BackendSearch search) {
        List<FoundBackend> found = new ArrayList<>();
        Map<String, String> origins = new HashMap<>();
        for (ProviderLoader.Outcome outcome : outcomes) {
            FoundBackend backend = examine(outcome, search);
            String earlier = origins.putIfAbsent(backend.id(), backend.origin());
            if (earlier != null && backend.state() instanceof FoundBackend.State.Ready) {
                found.removeIf(other -> other.id().equals(backend.id()));
                found.add(unavailable(
                        backend.id(),
                        earlier + " and " + backend.origin(),
                        "two jars provide the id '" + backend.id() + "': " + earlier + " and " + backend.origin(),
                        "remove one of them",
                        null));
            } else {
                found.add(backend);
            }
        }
        return new BackendCatalog(found);
    }

    private static FoundBackend examine(ProviderLoader.Outcome outcome, BackendSearch search) {
        return switch (outcome) {
            case ProviderLoader.Outcome.Failed failed ->
                unavailable(
                        failed.name(),
                        failed.origin(),
                        "the provider could not be loaded: " + failed.cause(),
                        "check that the jar is whole and that its libraries lie beside it",
                        failed.cause());
            case ProviderLoader.Outcome.Loaded loaded -> examine(loaded.provider(), loaded.origin(), search);
        };
    }

    /** A provider is foreign code: it may throw anything at any call. */
    private static FoundBackend examine(BackendProvider provider, String origin, BackendSearch search) {
        String id = provider.getClass().getName();
        try {
            id = provider.id();
            if (!ID.matcher(id).matches()) {
                return unavailable(
                        id, origin, "its id is no lower-case word", "ask its vendor for a corrected jar", null);
            }
            if (search.disabled().contains(id)) {
                return unavailable(id, origin, "switched off", "take it out of the list of disabled backends", null);
            }
            SpiVersion required = provider.requires();
            if (!SpiVersion.current().accepts(required)) {
                return unavailable(
                        id,
                        origin,
                        "built for SPI " + required + ", this is SPI " + SpiVersion.current() + " (" + origin + ")",
                        "use a jar built for SPI " + SpiVersion.MAJOR + ".x, at most " + SpiVersion.current(),
                        null);
            }
            return switch (provider.probe()) {
                case Probe.Available available ->
                    new FoundBackend(id, origin, new FoundBackend.State.Ready(provider, available.devices()));
                case Probe.Unavailable no ->
                    new FoundBackend(
                            id, origin, new FoundBackend.State.Unavailable(no.reason(), no.remedy(), no.cause()));
            };
        } catch (RuntimeException | LinkageError e) {
            return unavailable(id, origin, "its probe failed: " + e, "report this to its vendor", e);
        }
    }

    private static FoundBackend unavailable(
            String id,
            String origin,
            String reason,
            String remedy,
            @org.jspecify.annotations.Nullable Throwable cause) {
        return new FoundBackend(
                id, origin, new FoundBackend.State.Unavailable(reason, remedy, Optional.ofNullable(cause)));
    }

    /** Every backend that was found, usable or not, in the order of discovery. */
    public List<FoundBackend> backends() {
        return backends;
    }

    /** The backend of an id. */
    public Optional<FoundBackend> find(String id) {
        return backends.stream().filter(backend -> backend.id().equals(id)).findFirst();
    }
}
