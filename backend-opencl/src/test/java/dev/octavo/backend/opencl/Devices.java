package dev.octavo.backend.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.Probe;
import org.junit.jupiter.api.Assumptions;

/** The machine's OpenCL devices, for tests that need one. */
final class Devices {

    private Devices() {}

    /** Skips a test with a reason where there is none; fails it where {@code -Doctavo.require} names this backend. */
    static Probe.Available require() {
        Probe probe = new OpenClProvider().probe();
        if (probe instanceof Probe.Unavailable none) {
            String why = none.reason() + "; " + none.remedy();
            assertThat(System.getProperty("octavo.require", "")).as(why).doesNotContain(OpenClProvider.ID);
            Assumptions.abort("no OpenCL device, so this is not tested: " + why);
        }
        return (Probe.Available) probe;
    }

    static Backend open() {
        return open(BackendOptions.none());
    }

    static Backend open(BackendOptions options) {
        return new OpenClProvider().open(require().devices().getFirst(), options);
    }
}
