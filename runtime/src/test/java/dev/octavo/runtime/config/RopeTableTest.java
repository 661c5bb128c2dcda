package dev.octavo.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.UserException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RopeTableTest {

    private static final RopeScaling NONE = new RopeScaling.Default();

    @Test
    void rowsAreTheSameHoweverTheyAreFilled() {
        for (RopeScaling scaling : List.of(NONE, new RopeScaling.Dynamic(2, 8))) {
            RopeTable table = new RopeTable(new RopeConfig(10_000, 12, scaling), 32);
            assertThat(table.columns()).isEqualTo(6);
            assertThat(table.rows()).isEqualTo(32);
            float[] cos = new float[32 * 6];
            float[] sin = new float[32 * 6];
            table.fill(0, 32, MemorySegment.ofArray(cos), MemorySegment.ofArray(sin));
            float[] oneCos = new float[6];
            float[] oneSin = new float[6];
            for (int position = 31; position >= 0; position--) {
                table.fill(position, 1, MemorySegment.ofArray(oneCos), MemorySegment.ofArray(oneSin));
                for (int i = 0; i < 6; i++) {
                    assertThat(oneCos[i]).isEqualTo(cos[position * 6 + i]);
                    assertThat(oneSin[i]).isEqualTo(sin[position * 6 + i]);
                    assertThat(Math.hypot(oneCos[i], oneSin[i])).isBetween(0.999999, 1.000001);
                }
            }
        }
    }

    @Test
    void dynamicRowsUpToTheOriginalLengthAreUntouched() {
        RopeConfig plain = new RopeConfig(10_000, 8, NONE);
        RopeConfig dynamic = new RopeConfig(10_000, 8, new RopeScaling.Dynamic(4, 16));
        RopeTable table = new RopeTable(dynamic, 64);
        float[] before = new RopeTable(plain, 64).inverseFrequencies(0);
        assertThat(table.inverseFrequencies(15)).containsExactly(before);
        assertThat(table.inverseFrequencies(16)[3]).isLessThan(before[3]);
        assertThat(table.inverseFrequencies(63)[3]).isLessThan(table.inverseFrequencies(16)[3]);
        assertThat(table.inverseFrequencies(63)[0]).isOne();
    }

    @Test
    void longRopeChoosesItsFactorsByTheMaximumLength() {
        RopeConfig rope = new RopeConfig(
                10_000,
                4,
                new RopeScaling.LongRope(List.of(1.0, 2.0), List.of(4.0, 8.0), 16, 4, OptionalDouble.empty()));
        assertThat(new RopeTable(rope, 16).inverseFrequencies(0)).containsExactly(1, 0.005f);
        assertThat(new RopeTable(rope, 17).inverseFrequencies(0)).containsExactly(0.25f, 0.00125f);
        assertThat(new RopeTable(rope, 17).attentionScale()).isEqualTo((float) Math.sqrt(1.5));
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 0, 1, 7})
    void refusesAnOddNumberOfDimensions(int dim) {
        assertThatThrownBy(() -> new RopeTable(new RopeConfig(10_000, dim, NONE), 8))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("head_dim");
    }

    @Test
    void refusesWhatHasNoFormula() {
        assertThatThrownBy(() -> new RopeTable(new RopeConfig(10_000, 2, new RopeScaling.Dynamic(2, 8)), 8))
                .isInstanceOf(UserException.class);
        assertThatThrownBy(() -> new RopeTable(new RopeConfig(10_000, 4, NONE), 0))
                .isInstanceOf(UserException.class);
        RopeTable table = new RopeTable(new RopeConfig(10_000, 4, NONE), 8);
        MemorySegment room = MemorySegment.ofArray(new float[100]);
        assertThatThrownBy(() -> table.fill(7, 2, room, room)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> table.fill(0, 8, room, MemorySegment.ofArray(new float[15])))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
