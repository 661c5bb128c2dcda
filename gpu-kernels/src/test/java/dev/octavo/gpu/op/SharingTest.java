package dev.octavo.gpu.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.GpuTraits;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How work is shared out among work-groups. */
class SharingTest {

    private static final GpuTraits GRAPHICS = traits(false, 1024);
    private static final GpuTraits SMALL = traits(false, 100);
    private static final GpuTraits PROCESSOR = traits(true, 4096);

    private static GpuTraits traits(boolean vectors, int groupSize) {
        return new GpuTraits(8, groupSize, 32_768, 1, vectors, false, 1L << 30, 64, false, true);
    }

    private record Kernel(KernelKey key, int maxGroupSize) implements GpuKernel {}

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 64, 77, 128, 4096, 8192, 151_936})
    void groupsOfRowsArePowersOfTwoThatTheDeviceAllows(int width) {
        for (GpuTraits traits : new GpuTraits[] {GRAPHICS, SMALL, PROCESSOR}) {
            RowGroups groups = RowGroups.of(traits, width);
            assertThat(Integer.bitCount(groups.groupSize())).isEqualTo(1);
            assertThat(groups.groupSize()).isLessThanOrEqualTo(traits.maxGroupSize());
            assertThat(groups.rowsPerGroup()).isPositive();
            assertThat(groups.groups(0)).isZero();
            int rows = 1001;
            assertThat((long) groups.groups(rows) * groups.rowsPerGroup())
                    .isBetween((long) rows, rows + groups.rowsPerGroup() - 1L);
        }
    }

    @Test
    void wideRowsGetLargeGroups() {
        assertThat(RowGroups.of(GRAPHICS, 128).groupSize()).isEqualTo(32);
        assertThat(RowGroups.of(GRAPHICS, 4096).groupSize()).isEqualTo(512);
        assertThat(RowGroups.of(GRAPHICS, 151_936).groupSize()).isEqualTo(1024);
        assertThat(RowGroups.of(PROCESSOR, 151_936)).isEqualTo(new RowGroups(1, 16, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 13, 256, 1024, 1025, 13_824, 100_000})
    void tilesCoverEveryElementOnce(int width) {
        for (GpuTraits traits : new GpuTraits[] {GRAPHICS, SMALL, PROCESSOR}) {
            for (int rows : new int[] {0, 1, 3, 1000}) {
                assertThat(covered(Tiles.of(traits), rows, width)).isEqualTo((long) rows * width);
            }
        }
    }

    /** Adds up the tiles that the kernels make of their arguments. */
    private static long covered(Tiles tiles, int rows, int width) {
        Launch launch = new Launch().start(new Kernel(KernelKey.of("x", "x"), 1));
        tiles.add(launch, rows, width);
        assertThat(launch.bits(0)).isEqualTo(rows);
        assertThat(launch.bits(1)).isEqualTo(width);
        long tileRows = launch.bits(2);
        long tileColumns = launch.bits(3);
        long perRow = launch.bits(4);
        long elements = 0;
        for (long group = 0; group < launch.groups(0); group++) {
            long column = group % perRow * tileColumns;
            long row = group / perRow * tileRows;
            long own = Math.min(tileRows, rows - row) * Math.min(tileColumns, width - column);
            assertThat(own).as("tile %d", group).isPositive();
            elements += own;
        }
        return elements;
    }

    @Test
    void kernelsAreCompiledForUsualTypesOnly() {
        assertThat(Types.areUsual(1, DType.F32, DType.F16, DType.F32)).isTrue();
        assertThat(Types.areUsual(1, DType.F32, DType.F8_E4M3)).isFalse();
        assertThat(Types.areUsual(1, DType.F16, DType.BF16)).isFalse();
        assertThat(Types.areUsual(1, DType.F32, DType.BF16)).isTrue();
        assertThat(Types.areUsual(RowGroups.VECTOR, DType.F32, DType.BF16)).isFalse();
        assertThat(Types.areUsual(RowGroups.VECTOR, DType.BF16, DType.BF16)).isFalse();
    }

    @Test
    void otherTypesAreArguments() {
        String[] names = {"IN", "OUT"};
        DType[] types = {DType.F16, DType.F32};
        assertThat(Types.definitions(names, types, true)).containsExactly("IN", "F16", "OUT", "F32");
        assertThat(Types.definitions(names, types, false, "LANES", 1))
                .containsExactly("IN", "ANY", "OUT", "ANY", "LANES", 1);
    }
}
