package dev.octavo.runtime.kv;

import dev.octavo.spi.InternalException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * SHA-256 over (parent hash, tokens, media) of a block. The root of every chain holds a key that is drawn once per engine, or once per store of blocks on a disk, and the salt and adapter of the request, so nobody
 * outside can compute a hash, and chains of different salts or adapters never meet. Not thread-safe; each thread makes its own with {@link #fork()}.
 */
public final class BlockHasher {

    private static final int HASH_BYTES = HashChain.WORDS * Long.BYTES;

    private final byte[] key;
    private final int blockSize;
    private final MessageDigest digest;
    private final byte[] input;
    private final byte[] output = new byte[HASH_BYTES];
    private final ByteBuffer inputView;
    private final ByteBuffer outputView = ByteBuffer.wrap(output);

    /** A hasher with a key of its own. */
    public static BlockHasher random(int blockSize) {
        byte[] key = new byte[HASH_BYTES];
        new SecureRandom().nextBytes(key);
        return new BlockHasher(key, blockSize);
    }

    /** A hasher with a key that was drawn before, so that hashes outlive the process. */
    public static BlockHasher keyed(byte[] key, int blockSize) {
        return new BlockHasher(key, blockSize);
    }

    BlockHasher(byte[] key, int blockSize) {
        this.key = key.clone();
        this.blockSize = blockSize;
        this.input = new byte[HASH_BYTES + blockSize * Integer.BYTES];
        this.inputView = ByteBuffer.wrap(input);
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException missing) {
            throw new InternalException("this Java runtime has no SHA-256; every compliant one does", missing);
        }
    }

    /** A hasher with the same key for another thread. */
    public BlockHasher fork() {
        return new BlockHasher(key, blockSize);
    }

    /** The start of a chain under a salt; equal salts give equal chains. */
    public HashChain chain(String salt) {
        return chain(PrefixKeys.salted(salt));
    }

    /** The start of a chain; equal keys give equal chains. */
    public HashChain chain(PrefixKeys keys) {
        digest.update(key);
        updateText(keys.salt());
        // An adapter without a name differs from none.
        digest.update((byte) (keys.adapter().isPresent() ? 1 : 0));
        updateText(keys.adapter().orElse(""));
        long[] root = new long[HashChain.WORDS];
        outputView.clear().put(digest.digest());
        outputView.flip().asLongBuffer().get(root);
        return new HashChain(keys, root);
    }

    /** Length first, so that no two sequences of texts give the same bytes. */
    private void updateText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        updateInt(bytes.length);
        digest.update(bytes);
    }

    private void updateInt(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            digest.update((byte) (value >>> shift));
        }
    }

    /** A chain that covers all full blocks of a prompt. */
    public HashChain chain(String salt, int[] prompt) {
        HashChain chain = chain(salt);
        chain.extend(this, prompt, prompt.length / blockSize);
        return chain;
    }

    /** Reads the parent's hash at {@code words[at]}, the tokens of a block and the media in it; writes the block's hash behind the parent's. */
    void hash(PrefixKeys keys, long[] words, int at, int[] tokens, int block) {
        for (int i = 0; i < HashChain.WORDS; i++) {
            inputView.putLong(i * Long.BYTES, words[at + i]);
        }
        for (int i = 0; i < blockSize; i++) {
            inputView.putInt(HASH_BYTES + i * Integer.BYTES, tokens[block * blockSize + i]);
        }
        digest.update(input);
        if (!keys.media().isEmpty()) {
            updateMedia(keys, block * blockSize);
        }
        try {
            digest.digest(output, 0, HASH_BYTES);
        } catch (DigestException impossible) {
            throw new InternalException("SHA-256 did not fit in " + HASH_BYTES + " bytes", impossible);
        }
        for (int i = 0; i < HashChain.WORDS; i++) {
            words[at + HashChain.WORDS + i] = outputView.getLong(i * Long.BYTES);
        }
    }

    private void updateMedia(PrefixKeys keys, int start) {
        for (PrefixKeys.Media media : keys.media()) {
            if (media.offset() < start + blockSize && media.offset() + media.length() > start) {
                updateText(media.content());
                updateInt(media.offset() - start);
            }
        }
    }
}
