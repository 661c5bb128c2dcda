package dev.octavo.runtime.discovery;

import static dev.octavo.runtime.discovery.FakeProvider.device;
import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.spi.DeviceKind;
import dev.octavo.spi.Probe;
import dev.octavo.spi.SpiVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendCatalogTest {

    private static BackendCatalog catalog(FakeProvider... providers) {
        return catalog(BackendSearch.standard(), providers);
    }

    private static BackendCatalog catalog(BackendSearch search, FakeProvider... providers) {
        List<ProviderSource> outcomes = new ArrayList<>();
        for (int i = 0; i < providers.length; i++) {
            outcomes.add(ProviderSource.given(providers[i], "jar-" + i + ".jar"));
        }
        return BackendCatalog.of(outcomes, search);
    }

    private static FoundBackend.State.Unavailable unavailable(BackendCatalog catalog, String id) {
        return (FoundBackend.State.Unavailable) catalog.find(id).orElseThrow().state();
    }

    @Test
    void listsTheDevicesOfAProvider() {
        BackendCatalog catalog = catalog(FakeProvider.with("one", device("one", 0, DeviceKind.CPU, 10, "")));
        assertThat(catalog.find("one").orElseThrow().devices()).hasSize(1);
    }

    @Test
    void aProbeThatThrowsIsKeptAsAReason() {
        FakeProvider broken = new FakeProvider("broken", SpiVersion.current(), () -> {
            throw new IllegalStateException("driver on fire");
        });
        BackendCatalog catalog = catalog(broken, FakeProvider.with("fine", device("fine", 0, DeviceKind.CPU, 1, "")));
        assertThat(unavailable(catalog, "broken").reason()).contains("driver on fire");
        assertThat(unavailable(catalog, "broken").cause()).isPresent();
        assertThat(catalog.find("fine").orElseThrow().devices()).hasSize(1);
    }

    @Test
    void onlyTheBackendOfADeviceThatIsNamedIsProbed() {
        FakeProvider slow = new FakeProvider("slow", SpiVersion.current(), () -> {
            throw new AssertionError("must not be asked");
        });
        FakeProvider one = FakeProvider.with("one", device("one", 0, DeviceKind.CPU, 1, ""));
        BackendCatalog catalog = catalog(BackendSearch.standard().forDevice(" one:0"), slow, one);
        assertThat(catalog.find("one").orElseThrow().devices()).hasSize(1);
        assertThat(unavailable(catalog, "slow").reason()).contains("not probed");
        assertThat(BackendSearch.standard().forDevice("auto")).isEqualTo(BackendSearch.standard());
    }

    @Test
    void anotherMajorVersionIsRefusedBeforeTheProbe() {
        FakeProvider future = new FakeProvider("future", new SpiVersion(SpiVersion.MAJOR + 1, 0), () -> {
            throw new AssertionError("must not be asked");
        });
        assertThat(unavailable(catalog(future), "future").reason())
                .contains((SpiVersion.MAJOR + 1) + ".0", SpiVersion.current().toString(), "jar-0.jar");
    }

    @Test
    void twoJarsWithOneIdAreBothNamedAndNeitherIsUsed() {
        BackendCatalog catalog = catalog(
                FakeProvider.with("same", device("same", 0, DeviceKind.CPU, 1, "")),
                FakeProvider.with("same", device("same", 0, DeviceKind.CPU, 1, "")));
        assertThat(catalog.backends()).hasSize(1);
        assertThat(unavailable(catalog, "same").reason()).contains("jar-0.jar", "jar-1.jar");
    }

    @Test
    void aDisabledBackendIsNotProbed() {
        FakeProvider off = new FakeProvider("off", SpiVersion.current(), () -> {
            throw new AssertionError("must not be asked");
        });
        BackendCatalog catalog = catalog(new BackendSearch(List.of(), Set.of("off")), off);
        assertThat(unavailable(catalog, "off").reason()).contains("switched off");
    }

    @Test
    void anIdThatIsNoWordIsRefused() {
        FakeProvider shouting =
                new FakeProvider("LOUD ONE", SpiVersion.current(), () -> new Probe.Unavailable("a", "b"));
        assertThat(unavailable(catalog(shouting), FakeProvider.class.getName()).reason())
                .contains("lower-case", "LOUD ONE");
    }

    @Test
    void theReferenceBackendIsFoundThroughTheServiceLoader() {
        BackendCatalog catalog = BackendCatalog.discover(BackendSearch.standard());
        assertThat(catalog.find("reference").orElseThrow().devices()).isNotEmpty();
    }

    @Test
    void aBrokenJarInAPluginDirectoryIsNamedAndStopsNobody(@TempDir Path directory) throws Exception {
        Files.write(directory.resolve("broken.jar"), new byte[] {1, 2, 3});
        BackendCatalog catalog = BackendCatalog.discover(new BackendSearch(List.of(directory), Set.of()));
        assertThat(catalog.find("reference")).isPresent();
    }

    @Test
    void aMissingPluginDirectoryIsReported(@TempDir Path directory) {
        Path missing = directory.resolve("nowhere");
        BackendCatalog catalog = BackendCatalog.discover(new BackendSearch(List.of(missing), Set.of()));
        assertThat(unavailable(catalog, missing.toString()).reason()).contains("nowhere");
    }
}
