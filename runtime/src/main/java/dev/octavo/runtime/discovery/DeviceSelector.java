package dev.octavo.runtime.discovery;

import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.DeviceKind;
import dev.octavo.spi.UserException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Turns {@code --device} into a device. A named device is taken or refused, never replaced; {@code auto} ranks all of them and says why each loser lost.
 */
public final class DeviceSelector {

    /** Preferred kind first, then backends made for their hardware, then more free memory, then the id, so that the choice is the same at each start. */
    private static final Comparator<Candidate> RANK = Comparator.<Candidate, DeviceKind>comparing(c -> c.device.kind())
            .thenComparing(c -> !c.generic)
            .thenComparingLong(c -> c.device.freeBytes())
            .reversed()
            .thenComparing(c -> c.device.backendId())
            .thenComparingInt(c -> c.device.ordinal());

    private record Candidate(BackendProvider provider, DeviceInfo device, boolean generic) {

        /** Why it comes after a better one. */
        String behind(Candidate better) {
            String why = better.device.kind() != device.kind()
                    ? ", which is " + word(better.device.kind()) + ", not " + word(device.kind())
                    : better.generic != generic
                            ? ", whose backend is made for its hardware"
                            : better.device.freeBytes() != device.freeBytes() ? ", which has more free memory" : "";
            return "ranked behind " + better.device.address() + why;
        }

        private static String word(DeviceKind kind) {
            return kind == DeviceKind.CPU ? "a processor" : kind.name().toLowerCase(Locale.ROOT);
        }
    }

    private final BackendCatalog catalog;

    /** A selector over the backends of a catalog. */
    public DeviceSelector(BackendCatalog catalog) {
        this.catalog = catalog;
    }

    /**
     * Chooses.
     *
     * @param device {@code auto}, a backend's id, or {@code id:ordinal}
     * @param objection why a candidate cannot hold or run the model, or empty; asked for {@code auto} only, the best candidate first, until one is accepted
     * @throws UserException if there is no such backend or ordinal
     * @throws DeviceException if the backend is there and cannot be used, with its reason and remedy
     */
    public DeviceChoice select(String device, Function<DeviceChoice, Optional<String>> objection) {
        String wanted = device.strip();
        return wanted.equals("auto") ? automatic(objection) : named(wanted);
    }

    private DeviceChoice named(String wanted) {
        int colon = wanted.indexOf(':');
        String id = colon < 0 ? wanted : wanted.substring(0, colon);
        FoundBackend backend = catalog.find(id)
                .orElseThrow(
                        () -> new UserException(
                                "there is no backend '" + id + "'; found: " + ids()
                                        + ". Put its jar on the class path, the module path, or into a directory given by --backend-path"));
        return switch (backend.state()) {
            case FoundBackend.State.Unavailable no ->
                throw new DeviceException(
                        "backend '" + id + "' cannot be used: " + no.reason() + ". What to do: " + no.remedy(),
                        no.cause().orElse(null));
            case FoundBackend.State.Ready ready -> {
                int ordinal = colon < 0 ? 0 : ordinal(wanted.substring(colon + 1), wanted);
                DeviceInfo info = ready.devices().stream()
                        .filter(candidate -> candidate.ordinal() == ordinal)
                        .findFirst()
                        .orElseThrow(
                                () -> new UserException("backend '" + id + "' has no device " + ordinal + "; it has "
                                        + ready.devices().stream()
                                                .map(DeviceInfo::address)
                                                .collect(Collectors.joining(", "))));
                yield new DeviceChoice(
                        ready.provider(),
                        info,
                        List.of("device " + info.address() + " (" + info.name() + ") as asked"));
            }
        };
    }

    private static int ordinal(String text, String wanted) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the message below.
        }
        throw new UserException("--device " + wanted + ": '" + text
                + "' is no device number; write id or id:number, for example cpu:0");
    }

    private String ids() {
        return catalog.backends().isEmpty()
                ? "none"
                : catalog.backends().stream().map(FoundBackend::id).collect(Collectors.joining(", "));
    }

    private DeviceChoice automatic(Function<DeviceChoice, Optional<String>> objection) {
        List<String> log = new ArrayList<>();
        List<Candidate> candidates = new ArrayList<>();
        for (FoundBackend backend : catalog.backends()) {
            switch (backend.state()) {
                case FoundBackend.State.Unavailable no -> log.add("not " + backend.id() + ": " + no.reason());
                case FoundBackend.State.Ready ready ->
                    ready.devices()
                            .forEach(
                                    device -> candidates.add(new Candidate(ready.provider(), device, ready.generic())));
            }
        }
        candidates.sort(RANK);
        Map<String, String> cards = new HashMap<>();
        Candidate winner = null;
        for (Candidate candidate : candidates) {
            DeviceInfo info = candidate.device;
            Optional<String> twin = info.physicalId().map(card -> cards.putIfAbsent(card, info.address()));
            Optional<String> refused = twin.isPresent()
                    ? twin.map(address -> "the same card as " + address)
                    : winner != null
                            ? Optional.of(candidate.behind(winner))
                            : objection.apply(new DeviceChoice(candidate.provider, info, List.of()));
            if (refused.isPresent()) {
                log.add("not " + info.address() + ": " + refused.get());
            } else {
                winner = candidate;
            }
        }
        if (winner == null) {
            throw new DeviceException("no device can be used: "
                    + (log.isEmpty() ? "no backend was found" : String.join("; ", log)) + ". See `octavo devices`");
        }
        log.addFirst("device " + winner.device.address() + " (" + winner.device.name() + ") chosen by auto");
        return new DeviceChoice(winner.provider, winner.device, log);
    }
}
