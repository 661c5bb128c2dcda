package dev.octavo.backend.cpu.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeatingTest {

    @TempDir
    private Path folder;

    @Test
    void onOneNodeNothingIsBound() {
        Topology one = Topology.flat(CpuSet.first(4));
        for (String wish : new String[] {"auto", "nodes", "none"}) {
            Seating seating = of(wish, one);
            assertThat(seating.binds()).as(wish).isFalse();
            assertThat(seating.nodes()).hasSize(1);
            assertThat(seating.shares(3)).containsExactly(3);
        }
        assertThat(of("nodes", one).words()).isEqualTo("one memory node");
        assertThat(of("none", one).words()).isEqualTo("not bound");
    }

    @Test
    void onTwoNodesThreadsTakeTurns() {
        Topology machine = MachineTree.twoNodes(folder).read("0-7");
        Seating seating = of("auto", machine);
        assertThat(seating).isEqualTo(of("nodes", machine));
        assertThat(seating.seat(0)).isEqualTo(new Seat(set("0,1,4,5"), 0));
        assertThat(seating.seat(1)).isEqualTo(new Seat(set("2,3,6,7"), 1));
        assertThat(seating.seat(8)).isEqualTo(seating.seat(0));
        assertThat(seating.shares(4)).containsExactly(2, 4);
        assertThat(seating.shares(3)).containsExactly(2, 3);
        assertThat(seating.confines().isEmpty()).isTrue();
        assertThat(of("none", machine).binds()).isFalse();
    }

    @Test
    void anUnevenCpusetGivesUnevenShares() {
        Seating seating = of("nodes", MachineTree.twoNodes(folder).read("0-1,3"));
        assertThat(seating.shares(3)).containsExactly(2, 3);
        assertThat(seating.nodes()).containsExactly(0, 1);
    }

    @Test
    void aListGivesEachThreadAProcessor() {
        Seating seating = of("3,2,0", MachineTree.twoNodes(folder).read("0-7"));
        assertThat(seating.seat(0)).isEqualTo(new Seat(set("3"), 1));
        assertThat(seating.seat(2)).isEqualTo(new Seat(set("0"), 0));
        assertThat(seating.shares(3)).containsExactly(1, 3);
        assertThat(seating.confines()).isEqualTo(set("3,2,0"));
        assertThat(of("2-3", MachineTree.twoNodes(folder).read("0-7")).nodes()).containsExactly(1);
    }

    @Test
    void whatMakesNoSenseIsNoWish() {
        assertThat(CpuBind.parse("0-31|32-63")).isEmpty();
        assertThat(CpuBind.parse("")).isEmpty();
        assertThat(CpuBind.parse("all")).isEmpty();
    }

    private static Seating of(String wish, Topology topology) {
        return Seating.of(CpuBind.parse(wish).orElseThrow(), topology);
    }

    private static CpuSet set(String text) {
        return CpuSet.parse(text).orElseThrow();
    }
}
