package dev.octavo.runtime.kv;

import dev.octavo.runtime.kv.event.BlockHash;

/**
 * What a block holds.
 *
 * @param hash of its tokens and all before them
 * @param group the group of layers
 */
public record BlockContent(BlockHash hash, int group) {

    /** The content of a group whose hash stands at {@code words[at]}. */
    public static BlockContent of(long[] words, int at, int group) {
        return new BlockContent(BlockHash.of(words, at), group);
    }

    /** The hash as an array, for the indexes. */
    public long[] words() {
        return new long[] {hash.first(), hash.second(), hash.third(), hash.fourth()};
    }
}
