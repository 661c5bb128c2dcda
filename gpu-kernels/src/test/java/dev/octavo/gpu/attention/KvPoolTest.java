package dev.octavo.gpu.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.testing.FakeDriver;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import org.junit.jupiter.api.Test;

class KvPoolTest {

    private static final KvLayout LAYOUT = new KvLayout(2, 64, 16, DType.F16);
    private static final long LAYER = 100 * LAYOUT.blockBytes();

    private static KvPool pool(FakeDriver driver, KvLayout layout, int layers) {
        return new KvPool(new GpuCore("test", driver, BackendOptions.none()), new KvCacheSpec(layout, layers, 100));
    }

    @Test
    void isOneAllocationWhereTheDeviceAllowsIt() {
        FakeDriver driver = new FakeDriver(5 * LAYER);
        KvPool pool = pool(driver, LAYOUT, 5);
        assertThat(driver.allocated).containsExactly(5 * LAYER);
        assertThat(pool.byteSize()).isEqualTo(5 * LAYER);
    }

    @Test
    void isSplitBetweenLayersWhereItDoesNot() {
        FakeDriver driver = new FakeDriver(2 * LAYER + 1);
        KvPool pool = pool(driver, LAYOUT, 5);
        assertThat(driver.allocated).containsExactly(2 * LAYER, 2 * LAYER, LAYER);
        assertThat(pool.parts()).isEqualTo(3);
        assertThat(pool.layers(0)).isEqualTo(2);
        assertThat(pool.layers(2)).isEqualTo(1);
    }

    /** Scales lie at a multiple of their size, blocks at one of 16 bytes, whatever their number of elements. */
    @Test
    void oddBlocksArePadded() {
        KvLayout odd = new KvLayout(1, 17, 3, DType.I8);
        assertThat(odd.blockBytes()).isEqualTo(2 * 3 * (17 + 4));
        assertThat(pool(new FakeDriver(1 << 20), odd, 1).blockBytes()).isEqualTo(128);
        KvLayout plain = new KvLayout(1, 17, 1, DType.BF16);
        assertThat(pool(new FakeDriver(1 << 20), plain, 1).blockBytes()).isEqualTo(80);
    }
}
