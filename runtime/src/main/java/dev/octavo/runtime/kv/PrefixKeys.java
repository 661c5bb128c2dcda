package dev.octavo.runtime.kv;

import java.util.List;
import java.util.Optional;

/**
 * What else, beside the tokens, has to be equal for two sequences to share blocks.
 *
 * @param salt separates tenants: chains of different salts never meet
 * @param adapter name of the adapter that changes the weights
 * @param media what stands behind placeholder tokens, in the order of the offsets
 */
public record PrefixKeys(String salt, Optional<String> adapter, List<Media> media) {

    /**
     * An image or the like.
     *
     * @param content identifies the content, for example a hash of it
     * @param offset position of its first token
     * @param length tokens
     */
    public record Media(String content, int offset, int length) {

        /** Refuses what covers no token. */
        public Media {
            if (offset < 0 || length < 1) {
                throw new IllegalArgumentException(
                        "media must cover at least one token, but have offset " + offset + " and length " + length);
            }
        }
    }

    /** Keeps a copy. */
    public PrefixKeys {
        media = List.copyOf(media);
    }

    /** Only a salt; the empty one separates nothing. */
    public static PrefixKeys salted(String salt) {
        return new PrefixKeys(salt, Optional.empty(), List.of());
    }
}
