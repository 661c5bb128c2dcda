package dev.octavo.runtime.kv;

import dev.octavo.spi.InternalException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * SHA-256 over (parent hash, tokens) of a block. The root of every chain holds a key that is drawn once per engine and the salt of the request, so nobody
 * outside can compute a hash, and chains of different salts never meet. Not thread-safe; each thread makes its own with {@link #fork()}.
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

    /** The start of a chain; equal salts give equal chains. */
    public HashChain chain(String salt) {
        digest.update(key);
        outputView.clear().put(digest.digest(salt.getBytes(StandardCharsets.UTF_8)));
        long[] root = new long[HashChain.WORDS];
        outputView.flip().asLongBuffer().get(root);
        return new HashChain(root);
    }

    /** A chain that covers all full blocks of a prompt. */
    public HashChain chain(String salt, int[] prompt) {
        HashChain chain = chain(salt);
        chain.extend(this, prompt, prompt.length / blockSize);
        return chain;
    }

    /** Reads the parent's hash at {@code words[at]} and the tokens of a block; writes the block's hash behind the parent's. */
    void hash(long[] words, int at, int[] tokens, int block) {
        for (int i = 0; i < HashChain.WORDS; i++) {
            inputView.putLong(i * Long.BYTES, words[at + i]);
        }
        for (int i = 0; i < blockSize; i++) {
            inputView.putInt(HASH_BYTES + i * Integer.BYTES, tokens[block * blockSize + i]);
        }
        digest.update(input);
        try {
            digest.digest(output, 0, HASH_BYTES);
        } catch (DigestException impossible) {
            throw new InternalException("SHA-256 did not fit in " + HASH_BYTES + " bytes", impossible);
        }
        for (int i = 0; i < HashChain.WORDS; i++) {
            words[at + HashChain.WORDS + i] = outputView.getLong(i * Long.BYTES);
        }
    }
}
