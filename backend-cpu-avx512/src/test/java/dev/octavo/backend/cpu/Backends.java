package dev.octavo.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.Probe;
import java.util.Map;

/** Opens the backend as a user would. */
final class Backends {

    private Backends() {}

    static Backend open(BackendOptions options) {
        CpuProvider provider = new CpuProvider();
        Probe probe = provider.probe();
        assertThat(probe).isInstanceOf(Probe.Available.class);
        return provider.open(((Probe.Available) probe).devices().getFirst(), options);
    }

    static Backend withThreads(int threads) {
        return open(new BackendOptions(Map.of("threads", Integer.toString(threads))));
    }
}
