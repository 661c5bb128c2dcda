package dev.octavo.runtime.kv.event;

import java.util.HexFormat;

/** A block's hash, 256 bits: says nothing about the tokens to whoever lacks the engine's key. */
public record BlockHash(long first, long second, long third, long fourth) {

    /** The four numbers from {@code words[at]} on. */
    public static BlockHash of(long[] words, int at) {
        return new BlockHash(words[at], words[at + 1], words[at + 2], words[at + 3]);
    }

    /** 64 hexadecimal digits. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(first) + hex.toHexDigits(second) + hex.toHexDigits(third) + hex.toHexDigits(fourth);
    }
}
