package dev.octavo.runtime.load;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Small damages to bytes. */
final class Mutations {

    private Mutations() {}

    /** One random change: a bit, a byte, a cut, a repeated piece or one of {@code words} put in. */
    static byte[] mutate(byte[] bytes, SplittableRandom random, String... words) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(bytes.length);
        byte[] copy = bytes.clone();
        switch (random.nextInt(6)) {
            case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> copy[at] = (byte) random.nextInt();
            case 2 -> copy = Arrays.copyOf(bytes, at);
            case 3 ->
                copy = spliced(
                        bytes, at, 0, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + random.nextInt(20))));
            case 4 -> copy = spliced(bytes, at, random.nextInt(8), new byte[0]);
            default ->
                copy = spliced(
                        bytes,
                        at,
                        random.nextInt(4),
                        words[random.nextInt(words.length)].getBytes(StandardCharsets.UTF_8));
        }
        return copy;
    }

    private static byte[] spliced(byte[] bytes, int at, int removed, byte[] added) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        out.writeBytes(added);
        int from = Math.min(bytes.length, at + removed);
        out.write(bytes, from, bytes.length - from);
        return out.toByteArray();
    }
}
