package dev.octavo.conformance.session;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.Probe;
import dev.octavo.spi.SpiVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Finds a backend's provider and opens its device, or says in words for a user why not. */
final class BackendFinder {

    private BackendFinder() {}

    /** Opens the target. */
    static Backend open(Target target) {
        ProviderSearch search = new ProviderSearch(target.paths());
        BackendProvider provider = provider(target, search);
        requireVersion(provider);
        DeviceInfo device = device(target, probe(provider));
        return provider.open(device, new BackendOptions(target.options()));
    }

    private static BackendProvider provider(Target target, ProviderSearch search) {
        List<BackendProvider> matching = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (BackendProvider provider : search.providers()) {
            String id = provider.id();
            ids.add(id);
            if (id.equals(target.backend())) {
                matching.add(provider);
            }
        }
        if (matching.size() > 1) {
            throw new NoBackendException("the id '" + target.backend() + "' is provided "
                    + matching.stream().map(ProviderSearch::origin).collect(Collectors.joining(" and ", "by ", ""))
                    + "; remove all but one of them");
        }
        if (matching.isEmpty()) {
            throw new NoBackendException("no backend '" + target.backend() + "' was found; there is "
                    + (ids.isEmpty() ? "none at all" : ids.stream().sorted().collect(Collectors.joining(", ")))
                    + troubles(search)
                    + ". Put its jar on the class path or name it by --backend-path");
        }
        return matching.getFirst();
    }

    private static String troubles(ProviderSearch search) {
        return search.troubles().isEmpty() ? "" : "; not loadable: " + String.join("; ", search.troubles());
    }

    private static void requireVersion(BackendProvider provider) {
        SpiVersion required = provider.requires();
        if (!SpiVersion.current().accepts(required)) {
            throw new NoBackendException("the backend '" + provider.id() + "' was built for SPI " + required
                    + ", this is SPI " + SpiVersion.current() + "; take a jar built for SPI " + SpiVersion.MAJOR
                    + ".x, at most " + SpiVersion.current());
        }
    }

    private static List<DeviceInfo> probe(BackendProvider provider) {
        return switch (provider.probe()) {
            case Probe.Available available -> available.devices();
            case Probe.Unavailable no ->
                throw new NoBackendException(
                        "the backend '" + provider.id() + "' has no usable device: " + no.reason() + ". What to do: "
                                + no.remedy(),
                        no.cause().orElse(null));
        };
    }

    private static DeviceInfo device(Target target, List<DeviceInfo> devices) {
        return devices.stream()
                .filter(device -> device.ordinal() == target.device())
                .findFirst()
                .orElseThrow(() -> new NoBackendException("there is no device " + target.address() + "; there is "
                        + devices.stream().map(DeviceInfo::address).collect(Collectors.joining(", "))));
    }
}
