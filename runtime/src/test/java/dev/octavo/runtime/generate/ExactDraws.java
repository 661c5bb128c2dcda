package dev.octavo.runtime.generate;

import dev.octavo.runtime.execute.FakeModelRunner;
import dev.octavo.runtime.execute.RowDraws;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses tokens as {@link dev.octavo.spi.op.DrawSpec} says, in double.
 *
 * @param vocabulary columns
 */
record ExactDraws(int vocabulary) implements FakeModelRunner.Device {

    @Override
    public int draw(MemorySegment logits, int row, RowDraws draws) {
        double[] x = IntStream.range(0, vocabulary)
                .mapToDouble(i -> logits.getAtIndex(ValueLayout.JAVA_FLOAT, (long) row * vocabulary + i))
                .toArray();
        double temperature = draws.settings().getAtIndex(ValueLayout.JAVA_FLOAT, 3L * row);
        double minP = draws.settings().getAtIndex(ValueLayout.JAVA_FLOAT, 3L * row + 1);
        double topP = draws.settings().getAtIndex(ValueLayout.JAVA_FLOAT, 3L * row + 2);
        int topK = draws.draws().getAtIndex(ValueLayout.JAVA_INT, 3L * row);
        long random = ((long) draws.draws().getAtIndex(ValueLayout.JAVA_INT, 3L * row + 1) << 27)
                + draws.draws().getAtIndex(ValueLayout.JAVA_INT, 3L * row + 2);
        List<Integer> order = IntStream.range(0, vocabulary)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -x[i]))
                .toList();
        if (temperature == 0) {
            return order.getFirst();
        }
        double[] weights = new double[vocabulary];
        double total = 0;
        for (int rank = 0; rank < vocabulary; rank++) {
            int token = order.get(rank);
            double weight = Math.exp((x[token] - x[order.getFirst()]) / temperature);
            weights[token] = weight < minP || (topK > 0 && rank >= topK) ? 0 : weight;
            total += weights[token];
        }
        double before = 0;
        double left = 0;
        for (int token : order) {
            double weight = weights[token];
            weights[token] = before < topP * total ? weight : 0;
            left += weights[token];
            before += weight;
        }
        double running = 0;
        for (int token = 0; token < vocabulary; token++) {
            running += weights[token];
            if (running > random * 0x1p-53 * left) {
                return token;
            }
        }
        throw new AssertionError("no token");
    }
}
