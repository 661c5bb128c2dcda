package dev.octavo.runtime.discovery;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.DeviceKind;
import dev.octavo.spi.Probe;
import dev.octavo.spi.SpiVersion;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A provider that answers as a test wants. */
record FakeProvider(String id, SpiVersion requires, Supplier<Probe> answer, boolean isGeneric)
        implements BackendProvider {

    FakeProvider(String id, SpiVersion requires, Supplier<Probe> answer) {
        this(id, requires, answer, false);
    }

    static FakeProvider with(String id, DeviceInfo... devices) {
        return new FakeProvider(id, SpiVersion.current(), () -> new Probe.Available(List.of(devices)));
    }

    FakeProvider generic() {
        return new FakeProvider(id, requires, answer, true);
    }

    static DeviceInfo device(String id, int ordinal, DeviceKind kind, long free, String card) {
        return new DeviceInfo(
                id,
                ordinal,
                "device of " + id,
                kind,
                Optional.of(card).filter(c -> !c.isEmpty()),
                "driver 1",
                "plain",
                free,
                free);
    }

    @Override
    public Probe probe() {
        return answer.get();
    }

    @Override
    public Backend open(DeviceInfo device, BackendOptions options) {
        throw new AssertionError("not opened in these tests");
    }
}
