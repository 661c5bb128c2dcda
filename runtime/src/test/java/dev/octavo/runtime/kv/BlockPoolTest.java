package dev.octavo.runtime.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BlockPoolTest {

    @Test
    void theNullBlockIsNeverGivenAway() {
        BlockPool pool = new BlockPool(4);
        assertThat(new int[] {pool.allocate(), pool.allocate(), pool.allocate()})
                .containsExactly(1, 2, 3);
        assertThat(pool.free()).isZero();
        assertThat(pool.used()).isEqualTo(3);
        assertThatThrownBy(pool::allocate).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void blocksWithoutContentAreReusedFirstAndTheLastFreedOfThemFirst() {
        BlockPool pool = new BlockPool(5);
        int first = pool.allocate();
        int second = pool.allocate();
        pool.release(first);
        pool.release(second);
        assertThat(pool.allocate()).isEqualTo(second);
        assertThat(pool.allocate()).isEqualTo(first);
        assertThat(pool.allocate()).isEqualTo(3);
    }

    @Test
    void knownBlocksAreEvictedInTheOrderInWhichTheyWereFreed() {
        BlockPool pool = new BlockPool(4);
        int a = pool.allocate();
        int b = pool.allocate();
        int c = pool.allocate();
        pool.index().add(a, new long[] {1, 1, 1, 1}, 0, 0);
        pool.index().add(b, new long[] {2, 2, 2, 2}, 0, 0);
        pool.release(b);
        pool.release(a);
        pool.release(c);
        assertThat(pool.allocate()).as("without content").isEqualTo(c);
        assertThat(pool.allocate()).as("freed before the other").isEqualTo(b);
        assertThat(pool.index().find(new long[] {2, 2, 2, 2}, 0, 0))
                .as("evicted")
                .isEqualTo(-1);
        assertThat(pool.index().find(new long[] {1, 1, 1, 1}, 0, 0)).isEqualTo(a);
    }

    @Test
    void aHitTakesAFreeBlockOutOfTheList() {
        BlockPool pool = new BlockPool(3);
        int a = pool.allocate();
        pool.index().add(a, new long[] {1, 1, 1, 1}, 0, 0);
        pool.release(a);
        pool.retain(a);
        pool.retain(a);
        assertThat(pool.references(a)).isEqualTo(2);
        assertThat(pool.free()).isEqualTo(1);
        pool.release(a);
        assertThat(pool.free()).isEqualTo(1);
        pool.release(a);
        assertThat(pool.free()).isEqualTo(2);
        assertThatThrownBy(() -> pool.release(a)).hasMessageContaining("more often");
    }
}
