package dev.octavo.benchmarks.model;

import dev.octavo.tensor.BlockType;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Random weights of a type, with mean 0 and a deviation of about 0.02. */
enum BlockMaker {
    F32(0, 1, 4) {
        @Override
        void put(ByteBuffer to, SplittableRandom random) {
            to.putFloat(even(random));
        }
    },
    F16(1, 1, 2) {
        @Override
        void put(ByteBuffer to, SplittableRandom random) {
            to.putShort(Float.floatToFloat16(even(random)));
        }
    },
    BF16(30, 1, 2) {
        @Override
        void put(ByteBuffer to, SplittableRandom random) {
            to.putShort((short) (Float.floatToRawIntBits(even(random)) >>> 16));
        }
    },
    Q8_0(8, BlockType.Q8_0) {
        @Override
        void put(ByteBuffer to, SplittableRandom random) {
            scale(to, 1 / 74f, random);
            bytes(to, 32, random);
        }
    },
    Q4_0(2, BlockType.Q4_0) {
        @Override
        void put(ByteBuffer to, SplittableRandom random) {
            scale(to, 1 / 4.6f, random);
            bytes(to, 16, random);
        }
    },
    Q4_K(12, BlockType.Q4_K) {
        @Override
        void put(ByteBuffer to, SplittableRandom random) {
            float step = DEVIATION / (4.6f * 36);
            to.putShort(Float.floatToFloat16(step));
            to.putShort(Float.floatToFloat16(7.5f * step));
            bytes(to, 12 + 128, random);
        }
    },
    Q6_K(14, BlockType.Q6_K) {
        @Override
        void put(ByteBuffer to, SplittableRandom random) {
            bytes(to, 128 + 64 + 16, random);
            scale(to, 1 / (18.5f * 74), random);
        }
    };

    private static final float DEVIATION = 0.02f;

    /** The type's number in a GGUF file. */
    final int number;

    final int blockWeights;
    final int blockBytes;

    BlockMaker(int number, BlockType type) {
        this(number, type.weights(), type.bytes());
    }

    BlockMaker(int number, int blockWeights, int blockBytes) {
        this.number = number;
        this.blockWeights = blockWeights;
        this.blockBytes = blockBytes;
    }

    /** Appends a block. */
    abstract void put(ByteBuffer to, SplittableRandom random);

    private static float even(SplittableRandom random) {
        return (float) ((random.nextDouble() - 0.5) * Math.sqrt(12) * DEVIATION);
    }

    private static void scale(ByteBuffer to, float step, SplittableRandom random) {
        to.putShort(Float.floatToFloat16((float) (DEVIATION * step * (0.75 + 0.5 * random.nextDouble()))));
    }

    private static void bytes(ByteBuffer to, int count, SplittableRandom random) {
        int at = 0;
        for (; at + Long.BYTES <= count; at += Long.BYTES) {
            to.putLong(random.nextLong());
        }
        for (; at < count; at++) {
            to.put((byte) random.nextInt());
        }
    }
}
