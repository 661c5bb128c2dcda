package dev.octavo.runtime.discovery;

import static dev.octavo.runtime.discovery.FakeProvider.device;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.DeviceException;
import dev.octavo.spi.DeviceKind;
import dev.octavo.spi.Probe;
import dev.octavo.spi.SpiVersion;
import dev.octavo.spi.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeviceSelectorTest {

    private static final FakeProvider HOST = FakeProvider.with("host", device("host", 0, DeviceKind.CPU, 1000, ""));
    private static final FakeProvider CARDS = FakeProvider.with(
            "cards",
            device("cards", 0, DeviceKind.DISCRETE, 100, "pci-1"),
            device("cards", 1, DeviceKind.DISCRETE, 200, "pci-2"));
    private static final FakeProvider ABSENT = new FakeProvider(
            "absent", SpiVersion.current(), () -> new Probe.Unavailable("no driver", "install libfoo"));

    private static DeviceChoice select(String device, FakeProvider... providers) {
        List<ProviderSource> outcomes = Arrays.stream(providers)
                .<ProviderSource>map(provider -> ProviderSource.given(provider, provider.id() + ".jar"))
                .toList();
        BackendCatalog catalog = BackendCatalog.of(outcomes, BackendSearch.standard());
        return new DeviceSelector(catalog).select(device, choice -> Optional.empty());
    }

    @Test
    void anIdMeansItsFirstDevice() {
        assertThat(select("cards", HOST, CARDS).device().address()).isEqualTo("cards:0");
    }

    @Test
    void anOrdinalIsObeyed() {
        assertThat(select("cards:1", HOST, CARDS).device().address()).isEqualTo("cards:1");
    }

    @Test
    void anUnknownIdListsWhatWasFound() {
        assertThatThrownBy(() -> select("tpu", HOST, CARDS))
                .isInstanceOf(UserException.class)
                .hasMessageContainingAll("tpu", "host", "cards");
    }

    @Test
    void anUnknownOrdinalListsTheDevices() {
        assertThatThrownBy(() -> select("cards:7", CARDS))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("cards:1");
        assertThatThrownBy(() -> select("cards:x", CARDS))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no device number");
    }

    @Test
    void aNamedDeviceThatIsUnavailableIsNeverReplaced() {
        assertThatThrownBy(() -> select("absent", HOST, ABSENT))
                .isInstanceOf(DeviceException.class)
                .hasMessageContainingAll("no driver", "install libfoo");
    }

    @Test
    void autoPrefersDiscreteThenMoreMemoryAndSaysWhyOthersLost() {
        DeviceChoice choice = select("auto", HOST, CARDS, ABSENT);
        assertThat(choice.device().address()).isEqualTo("cards:1");
        assertThat(String.join("\n", choice.log())).contains("not cards:0", "not host:0", "not absent: no driver");
    }

    @Test
    void autoCountsACardOnce() {
        FakeProvider twin = FakeProvider.with("twin", device("twin", 0, DeviceKind.DISCRETE, 150, "pci-2"));
        assertThat(String.join("\n", select("auto", CARDS, twin).log())).contains("twin:0: the same card as cards:1");
    }

    @Test
    void autoPrefersBackendsMadeForTheirHardware() {
        FakeProvider anyone = FakeProvider.with(
                        "anyone",
                        device("anyone", 0, DeviceKind.CPU, 5000, ""),
                        device("anyone", 1, DeviceKind.DISCRETE, 500, "pci-2"))
                .generic();
        DeviceChoice card = select("auto", anyone, HOST, CARDS);
        assertThat(card.device().address()).isEqualTo("cards:1");
        assertThat(card.log()).contains("not anyone:1: the same card as cards:1");
        FakeProvider processor = FakeProvider.with("all", device("all", 0, DeviceKind.CPU, 5000, ""))
                .generic();
        DeviceChoice host = select("auto", processor, HOST);
        assertThat(host.device().address()).isEqualTo("host:0");
        assertThat(host.log()).contains("not all:0: ranked behind host:0, whose backend is made for its hardware");
    }

    @Test
    void autoTakesAGenericBackendsCardBeforeTheProcessor() {
        FakeProvider anyone = FakeProvider.with("anyone", device("anyone", 0, DeviceKind.DISCRETE, 5, ""))
                .generic();
        DeviceChoice choice = select("auto", HOST, anyone);
        assertThat(choice.device().address()).isEqualTo("anyone:0");
        assertThat(choice.log()).contains("not host:0: ranked behind anyone:0, which is discrete, not a processor");
    }

    @Test
    void autoSkipsWhatCannotHoldTheModel() {
        BackendCatalog catalog = BackendCatalog.of(
                List.of(ProviderSource.given(HOST, "host.jar"), ProviderSource.given(CARDS, "cards.jar")),
                BackendSearch.standard());
        DeviceChoice choice = new DeviceSelector(catalog)
                .select(
                        "auto",
                        candidate -> candidate.device().freeBytes() < 500
                                ? Optional.of("needs 500 bytes")
                                : Optional.empty());
        assertThat(choice.device().address()).isEqualTo("host:0");
        assertThat(String.join("\n", choice.log())).contains("not cards:1: needs 500 bytes");
    }

    @Test
    void nothingUsableIsAnErrorWithTheReasons() {
        assertThatThrownBy(() -> select("auto", ABSENT))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("no driver");
        assertThatThrownBy(() -> select("auto"))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("no backend was found");
    }
}
