package dev.octavo.backend.cpu.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.backend.cpu.topology.CpuSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ThreadAffinityTest {

    @Test
    void aThreadIsBoundAndNoOther() throws InterruptedException {
        Optional<ThreadAffinity> affinity = ThreadAffinity.of(System.getProperty("os.name"));
        assumeTrue(affinity.isPresent(), "threads are bound on Linux only");
        CpuSet before = affinity.get().current().orElseThrow();
        assertThat(before.isEmpty()).isFalse();
        CpuSet last = new CpuSet(List.of(before.ids().getLast()));
        AtomicReference<Object> seen = new AtomicReference<>("nothing");
        Thread thread = Thread.ofPlatform()
                .start(() -> seen.set(
                        affinity.get().bind(last) ? affinity.get().current().orElseThrow() : "refused"));
        thread.join();
        assertThat(seen.get()).isEqualTo(last);
        assertThat(affinity.get().current()).contains(before);
    }

    @Test
    void aProcessorThatIsNotThereIsRefused() {
        Optional<ThreadAffinity> affinity = ThreadAffinity.of(System.getProperty("os.name"));
        assumeTrue(affinity.isPresent(), "threads are bound on Linux only");
        assertThat(affinity.get().bind(new CpuSet(List.of(CpuSet.MAX_ID)))).isFalse();
        assertThat(affinity.get().bind(CpuSet.EMPTY)).isFalse();
    }

    @Test
    void otherSystemsHaveNone() {
        assertThat(ThreadAffinity.of("Windows 11")).isEmpty();
        assertThat(NodeMemory.of("Mac OS X", "aarch64")).isEmpty();
    }

    @Test
    void memoryIsPutOnANode() {
        Optional<NodeMemory> calls = NodeMemory.of(System.getProperty("os.name"), System.getProperty("os.arch"));
        assumeTrue(calls.isPresent(), "memory is placed on Linux only");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(1 << 20, 64).fill((byte) 7);
            assumeTrue(calls.get().prefer(memory, 0), "this container forbids mbind, or knows no nodes");
            assertThat(calls.get().interleave(memory, List.of(0))).isTrue();
            assertThat(calls.get().prefer(memory, 1023))
                    .as("there is no such node")
                    .isFalse();
            assertThat(calls.get().prefer(memory.asSlice(1, 100), 0))
                    .as("no whole page")
                    .isTrue();
            assertThat(memory.get(ValueLayout.JAVA_BYTE, (1 << 20) - 1)).isEqualTo((byte) 7);
        }
    }
}
