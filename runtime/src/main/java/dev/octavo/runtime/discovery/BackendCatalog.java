package dev.octavo.runtime.discovery;

import dev.octavo.spi.BackendProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All backends of this process, each probed once. */
public final class BackendCatalog {

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
        return of(
                providers.stream()
                        .<ProviderSource>map(
                                provider -> ProviderSource.given(provider, ProviderLoader.origin(provider.getClass())))
                        .toList(),
                BackendSearch.standard());
    }

    static BackendCatalog of(List<ProviderSource> sources, BackendSearch search) {
        List<FoundBackend> found = new ArrayList<>();
        Map<String, List<ProviderExam>> byId = new LinkedHashMap<>();
        for (ProviderSource source : sources) {
            switch (source) {
                case ProviderSource.Failed failed -> found.add(entry(failed));
                case ProviderSource.Found there -> {
                    ProviderExam exam = new ProviderExam(there, search.probeLimit());
                    exam.identify()
                            .ifPresentOrElse(
                                    found::add,
                                    () -> byId.computeIfAbsent(exam.id(), id -> new ArrayList<>())
                                            .add(exam));
                }
            }
        }
        List<FoundBackend> probed = new ArrayList<>();
        byId.values().forEach(exams -> probed.add(examine(exams, search)));
        probed.addAll(found);
        return new BackendCatalog(probed);
    }

    private static FoundBackend entry(ProviderSource.Failed failed) {
        Diagnosis why = failed.reason();
        return new FoundBackend(
                failed.name(),
                failed.origin(),
                new FoundBackend.State.Unavailable(why.reason(), why.remedy(), why.cause()));
    }

    /** Providers of one id: there has to be one only, because nobody could say which of two was meant. */
    private static FoundBackend examine(List<ProviderExam> exams, BackendSearch search) {
        ProviderExam first = exams.getFirst();
        String origins = exams.stream().map(ProviderExam::origin).collect(Collectors.joining(" and "));
        if (search.disabled().contains(first.id())) {
            return unavailable(
                    first.id(), origins, new Diagnosis("switched off", "take it out of the list of disabled backends"));
        }
        if (search.only().filter(id -> !id.equals(first.id())).isPresent()) {
            return unavailable(
                    first.id(),
                    origins,
                    new Diagnosis("not probed, since another backend was asked for", "ask for it, or for auto"));
        }
        if (exams.size() == 1) {
            return first.probe();
        }
        String number = exams.size() == 2 ? "two" : Integer.toString(exams.size());
        return unavailable(
                first.id(),
                origins,
                new Diagnosis(
                        number + " jars provide the id '" + first.id() + "': " + origins,
                        exams.size() == 2 ? "remove one of them" : "remove all but one of them"));
    }

    private static FoundBackend unavailable(String id, String origin, Diagnosis why) {
        return new FoundBackend(
                id, origin, new FoundBackend.State.Unavailable(why.reason(), why.remedy(), why.cause()));
    }

    /** Every backend that was found, usable or not: first those with an id in the order of discovery, then what has none. */
    public List<FoundBackend> backends() {
        return backends;
    }

    /** The backend of an id. */
    public Optional<FoundBackend> find(String id) {
        return backends.stream().filter(backend -> backend.id().equals(id)).findFirst();
    }
}
