package dev.octavo.runtime.offload.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The first bytes of the file, big-endian: magic, version, bytes of a block, epoch, identity, key, and a CRC32C of all that.
 *
 * @param blockBytes bytes of a block
 * @param epoch rises when everything is forgotten; entries of other epochs do not count
 * @param identity 32 bytes: what contents are good for
 * @param key 32 bytes: the key of the hashes
 */
record StoreHeader(long blockBytes, long epoch, byte[] identity, byte[] key) {

    static final int DIGEST_BYTES = 32;

    private static final long MAGIC = 0x4F4354564F4B5631L;
    private static final int VERSION = 1;
    private static final int CHECKED_BYTES = 2 * Long.BYTES + Integer.BYTES + Long.BYTES + 2 * DIGEST_BYTES;

    ByteBuffer encode() {
        ByteBuffer out = ByteBuffer.allocate(StoreLayout.HEADER_BYTES);
        out.putLong(MAGIC).putInt(VERSION).putLong(blockBytes).putLong(epoch);
        out.put(identity).put(key);
        out.putInt(crc(out));
        return out.clear();
    }

    /** Empty if these bytes are no header of this version, or a damaged one. */
    static Optional<StoreHeader> decode(ByteBuffer in) {
        if (in.remaining() < CHECKED_BYTES + Integer.BYTES || in.getInt(CHECKED_BYTES) != crc(in)) {
            return Optional.empty();
        }
        if (in.getLong() != MAGIC || in.getInt() != VERSION) {
            return Optional.empty();
        }
        long blockBytes = in.getLong();
        long epoch = in.getLong();
        byte[] identity = new byte[DIGEST_BYTES];
        byte[] key = new byte[DIGEST_BYTES];
        in.get(identity).get(key);
        return Optional.of(new StoreHeader(blockBytes, epoch, identity, key));
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, CHECKED_BYTES));
        return (int) crc.getValue();
    }

    boolean isOf(long otherBlockBytes, byte[] otherIdentity) {
        return blockBytes == otherBlockBytes && Arrays.equals(identity, otherIdentity);
    }
}
