package dev.octavo.runtime.offload.disk;

import dev.octavo.runtime.kv.BlockContent;
import dev.octavo.runtime.kv.event.BlockHash;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Contents by number, for tests. */
final class Blocks {

    static final int BYTES = 200;

    private Blocks() {}

    static BlockContent content(int number) {
        Random random = new Random(number);
        return new BlockContent(
                new BlockHash(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong()), number % 3);
    }

    static byte[] bytes(int number) {
        byte[] bytes = new byte[BYTES];
        new Random(number).nextBytes(bytes);
        return bytes;
    }

    static ByteBuffer buffer(int number) {
        return ByteBuffer.wrap(bytes(number));
    }

    static MemorySegment memory(int number) {
        MemorySegment memory = Arena.ofAuto().allocate(BYTES);
        memory.copyFrom(MemorySegment.ofArray(bytes(number)));
        return memory;
    }

    static boolean holds(MemorySegment memory, int number) {
        return Arrays.equals(memory.toArray(ValueLayout.JAVA_BYTE), bytes(number));
    }

    static byte[] identity(int number) {
        byte[] identity = new byte[32];
        identity[31] = (byte) number;
        return identity;
    }
}
