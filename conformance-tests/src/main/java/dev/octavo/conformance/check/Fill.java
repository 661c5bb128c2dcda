package dev.octavo.conformance.check;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Source of a case's numbers. */
final class Fill {

    private final Pass pass;
    private final SplittableRandom random;

    private Fill(Pass pass, long seed) {
        this.pass = pass;
        this.random = new SplittableRandom(seed);
    }

    /** The numbers of a round of a case: round 0 is the immediate run, later ones are replays. */
    static Fill of(String caseId, long rootSeed, Pass pass, int round) {
        return new Fill(pass, seed(caseId + '#' + pass + round, rootSeed));
    }

    /** What a text and a root seed make of each other (FNV-1a). */
    private static long seed(String text, long rootSeed) {
        long seed = 0xCBF2_9CE4_8422_2325L ^ rootSeed * 0x9E37_79B9_7F4A_7C15L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            seed = (seed ^ b) * 0x100_0000_01B3L;
        }
        return seed;
    }

    Pass pass() {
        return pass;
    }

    boolean exact() {
        return pass == Pass.EXACT;
    }

    /** An integer from {@code -limit} to {@code limit}, or a real number between them. */
    double number(int limit) {
        return exact() ? random.nextInt(-limit, limit + 1) : random.nextDouble(-limit, limit);
    }

    double between(double low, double high) {
        return random.nextDouble(low, high);
    }

    /** An integer of {@code low..high-1}. */
    int integer(int low, int high) {
        return random.nextInt(low, high);
    }

    /** Random bytes. */
    void bytes(byte[] target) {
        random.nextBytes(target);
    }

    /** The numbers {@code 0..count-1} in random order. */
    int[] shuffled(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
