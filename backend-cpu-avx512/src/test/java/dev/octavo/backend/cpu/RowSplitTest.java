package dev.octavo.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class RowSplitTest {

    private static final int[] TWO_AND_ONE = {2, 3};

    @Test
    void partsOfAllNodesAreAllRows() {
        for (int rows : new int[] {1, 7, 96, 1000}) {
            for (int runs : new int[] {1, 2, 5}) {
                if (rows % runs == 0) {
                    RowSplit split = new RowSplit(rows, runs, TWO_AND_ONE);
                    int next = 0;
                    for (int run = 0; run < runs; run++) {
                        for (int node = 0; node < 2; node++) {
                            assertThat(split.from(run, node)).isEqualTo(next);
                            next = split.to(run, node);
                        }
                    }
                    assertThat(next).isEqualTo(rows);
                }
            }
        }
        assertThat(new RowSplit(90, 1, TWO_AND_ONE).to(0, 0)).isEqualTo(60);
        assertThat(new RowSplit(90, 2, TWO_AND_ONE).to(1, 0)).isEqualTo(75);
    }

    /** A task's tiles are divided by their number, the rows by place: both have to agree, but for the tile on the border. */
    @Test
    void tilesOfANodeAreItsRows() {
        for (int step : new int[] {1, 4, 7}) {
            RowSplit split = new RowSplit(1200, 3, TWO_AND_ONE);
            int tiles = split.tiles(step);
            BitSet seen = new BitSet();
            for (int tile = 0; tile < tiles; tile++) {
                int from = split.tileFrom(tile, step);
                int to = split.tileTo(tile, step);
                seen.set(from, to);
                int node = tile < tiles * 2 / 3 ? 0 : 1;
                int run = from / split.runRows();
                assertThat(from).isGreaterThanOrEqualTo(split.from(run, node) - step);
                assertThat(to).isLessThanOrEqualTo(split.to(run, node) + step).isGreaterThan(from);
            }
            assertThat(seen.cardinality()).isEqualTo(1200);
        }
    }
}
