package dev.octavo.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.backend.cpu.topology.CpuSet;
import dev.octavo.backend.cpu.topology.Processor;
import dev.octavo.backend.cpu.topology.Topology;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.UserException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuSettingsTest {

    /** Two cores of two threads. */
    private static final Topology MACHINE = new Topology(
            List.of(new Processor(0, 0, 0), new Processor(1, 0, 0), new Processor(2, 2, 0), new Processor(3, 2, 0)));

    @Test
    void aThreadForEachCore() {
        assertThat(settings(Map.of(), 4).threads()).isEqualTo(2);
        assertThat(settings(Map.of(), 1).threads()).as("a container's quota").isEqualTo(1);
        assertThat(settings(Map.of("threads", "7"), 4).threads()).isEqualTo(7);
    }

    @Test
    void aListSaysHowManyThreads() {
        CpuSettings settings = settings(Map.of("cpu-bind", "3,0-1"), 4);
        assertThat(settings.threads()).isEqualTo(3);
        assertThat(settings.seating().words()).isEqualTo("bound to processors 3,0-1, one memory node");
        assertThat(settings(Map.of("cpu-bind", "3,0-1", "threads", "2"), 4).threads())
                .isEqualTo(2);
    }

    @Test
    void wishesAreChecked() {
        assertThatThrownBy(() -> settings(Map.of("cpu-bind", "0,4-5"), 4))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("processors 4-5")
                .hasMessageContaining("0-3");
        assertThatThrownBy(() -> settings(Map.of("cpu-bind", "0-1|2-3"), 4))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("0-1|2-3")
                .hasMessageContaining("nodes");
        assertThatThrownBy(() -> settings(Map.of("cpu-bind", "0-1", "threads", "3"), 4))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("threads=3");
    }

    @Test
    void thisMachineIsRead() {
        Topology here = HostFacts.topology();
        assertThat(here.cores()).isBetween(1, here.all().size());
        assertThat(CpuSet.first(CpuSet.MAX_ID + 1).ids()).containsAll(here.all().ids());
    }

    private static CpuSettings settings(Map<String, String> options, int processors) {
        return CpuSettings.from(new BackendOptions(options), MACHINE, processors);
    }
}
