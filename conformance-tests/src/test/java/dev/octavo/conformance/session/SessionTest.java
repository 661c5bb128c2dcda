package dev.octavo.conformance.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.conformance.check.Outcome;
import dev.octavo.spi.Support;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {

    private static final String SMALL = "softmax[t=f32,shape=1x1,log=false,scale=1.0,layout=dense]";

    @TempDir
    Path classes;

    private Target target(String id, Class<?>... providers) {
        PluginFolder.write(classes, providers);
        return new Target(id, 0, List.of(classes), Map.of());
    }

    @Test
    void whoIsMissingWhatIsToldSo() {
        Target gone = target("gone", VendorProviders.Gone.class);
        assertThatThrownBy(() -> Session.open(gone))
                .isInstanceOf(NoBackendException.class)
                .hasMessage("the backend 'gone' has no usable device: libgone.so.3 is missing. What to do: install the"
                        + " package gone-runtime");
    }

    @Test
    void twoWithOneIdAreNamedBoth() {
        Target twins = target("gone", VendorProviders.Gone.class, VendorProviders.Twin.class);
        assertThatThrownBy(() -> Session.open(twins))
                .isInstanceOf(NoBackendException.class)
                .hasMessageContaining("the id 'gone' is provided by ")
                .hasMessageContaining(" and ");
    }

    @Test
    void anInterfaceToComeIsRefusedWithBothNumbers() {
        Target future = target("future", VendorProviders.Future.class);
        assertThatThrownBy(() -> Session.open(future))
                .isInstanceOf(NoBackendException.class)
                .hasMessageContaining("was built for SPI 0.")
                .hasMessageContaining("this is SPI 0.");
    }

    @Test
    void aBackendOfAPathSeesNothingOfTheSuite() {
        Target curious = target("curious", VendorProviders.Curious.class);
        assertThatThrownBy(() -> Session.open(curious))
                .isInstanceOf(NoBackendException.class)
                .hasMessageContaining("has no usable device: it sees [dev.octavo.spi.Backend]");
    }

    @Test
    void aBrokenProviderHurtsNobodyElse() {
        Target broken = target("broken", VendorProviders.Broken.class);
        assertThatThrownBy(() -> Session.open(broken))
                .isInstanceOf(NoBackendException.class)
                .hasMessageContaining("there is reference")
                .hasMessageContaining("not loadable")
                .hasMessageContaining("VendorProviders$Broken");
        Target reference = new Target("reference", 0, List.of(classes, Path.of("/nowhere.jar")), Map.of());
        try (Session session = Session.open(reference)) {
            assertThat(session.device().address()).isEqualTo("reference:0");
        }
    }

    @Test
    void questionsAreAnswered() {
        try (Session session = Session.open(new Target("reference", 0, List.of(), Map.of()))) {
            assertThat(session.answer(new Task.Run(SMALL, 3)))
                    .isInstanceOfSatisfying(
                            Answer.Judged.class,
                            judged -> assertThat(judged.outcome()).isInstanceOf(Outcome.Passed.class));
            assertThat(session.answer(new Task.AskSupport(SMALL)))
                    .isInstanceOfSatisfying(
                            Answer.Supported.class,
                            supported -> assertThat(supported.support()).isInstanceOf(Support.Native.class));
            assertThat(session.answer(new Task.Run("nothing[]", 0)))
                    .isInstanceOfSatisfying(
                            Answer.Broken.class,
                            broken -> assertThat(broken.message()).contains("there is no case nothing[]"));
        }
    }
}
