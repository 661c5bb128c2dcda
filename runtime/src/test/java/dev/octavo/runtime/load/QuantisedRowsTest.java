package dev.octavo.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuantisedRowsTest {

    private static final int ROWS = 5;
    private static final int WIDTH = 512;

    @ParameterizedTest
    @EnumSource(BlockType.class)
    void rowsAreThoseOfTheConvertedMatrix(BlockType type) {
        HostTensor matrix = matrix(type);
        for (DType as : List.of(DType.F32, DType.F16, DType.BF16)) {
            long rowBytes = (long) WIDTH * as.bytes();
            MemorySegment whole = MemorySegment.ofArray(new byte[Math.toIntExact(ROWS * rowBytes)]);
            BlockConversion.convert(matrix.data(), type, whole, as, (long) ROWS * WIDTH);
            QuantisedRows rows = new QuantisedRows(matrix, WIDTH);
            for (int row : new int[] {3, 0, ROWS - 1}) {
                assertThat(read(rows, row, 1, as))
                        .isEqualTo(whole.asSlice(row * rowBytes, rowBytes).toArray(ValueLayout.JAVA_BYTE));
            }
        }
    }

    @Test
    void rowsAreScaled() {
        HostTensor matrix = matrix(BlockType.Q8_0);
        float[] whole = new float[ROWS * WIDTH];
        BlockConversion.convert(
                matrix.data(), BlockType.Q8_0, MemorySegment.ofArray(whole), DType.F32, (long) ROWS * WIDTH);
        float[] row = new float[WIDTH];
        new QuantisedRows(matrix, WIDTH).read(2, 8, MemorySegment.ofArray(row), 0, DType.F32);
        for (int i = 0; i < WIDTH; i++) {
            assertThat(row[i]).isEqualTo(8 * whole[2 * WIDTH + i]);
        }
    }

    @Test
    void rowsThatAreNotThereAreZero() {
        QuantisedRows rows = new QuantisedRows(matrix(BlockType.Q4_K), WIDTH);
        for (int row : new int[] {-1, ROWS, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThat(read(rows, row, 1, DType.BF16)).containsOnly(0);
        }
    }

    @Test
    void rowsOfPartsOfBlocksAreRefused() {
        assertThatThrownBy(() -> new QuantisedRows(matrix(BlockType.Q6_K), WIDTH + 32))
                .hasMessageContaining("whole blocks of Q6_K");
    }

    private static byte[] read(QuantisedRows rows, long row, float scale, DType as) {
        byte[] bytes = new byte[WIDTH * as.bytes()];
        Arrays.fill(bytes, (byte) 0x55);
        rows.read(row, scale, MemorySegment.ofArray(bytes), 0, as);
        return bytes;
    }

    private static HostTensor matrix(BlockType type) {
        byte[] bytes = new byte[ROWS * WIDTH / type.weights() * type.bytes()];
        new Random(7).nextBytes(bytes);
        return HostTensor.blocked(type.name(), type, List.of((long) ROWS, (long) WIDTH), MemorySegment.ofArray(bytes));
    }
}
