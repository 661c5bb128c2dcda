package dev.octavo.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.MemoryStats;
import dev.octavo.spi.ResourceException;
import org.junit.jupiter.api.Test;

/** The cache's part of a share of the device's memory. */
class CacheSizingTest {

    @Test
    void theCacheGetsWhatOthersLeaveOfTheShare() {
        MemoryStats stats = new MemoryStats(1000, 800, 0, 0);
        assertThat(CacheSizing.rest(stats, 0.9, 0)).isEqualTo(700);
        assertThat(CacheSizing.rest(stats, 0.9, 300)).isEqualTo(400);
    }

    @Test
    void aShareThatIsUsedUpIsRefusedWithFigures() {
        MemoryStats stats = new MemoryStats(1000, 300, 0, 0);
        assertThatThrownBy(() -> CacheSizing.rest(stats, 0.7, 0))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("700 are in use");
    }

    @Test
    void aDeviceThatDoesNotSayWhatIsFreeCannotShare() {
        MemoryStats stats = new MemoryStats(1000, -1, 0, 0);
        assertThatThrownBy(() -> CacheSizing.rest(stats, 0.9, 0)).hasMessageContaining("--kv-cache-memory");
    }

    @Test
    void blocksAreThoseThatFit() {
        CacheSizing decided = new CacheSizing(64, 100);
        assertThat(decided.within(1000, 25).blocks()).isEqualTo(40);
        assertThat(decided.within(100_000, 25).blocks()).isEqualTo(100);
    }
}
