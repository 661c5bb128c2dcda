package dev.octavo.runtime.offload.disk;

import dev.octavo.runtime.kv.BlockContent;
import dev.octavo.runtime.kv.event.BlockHash;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What a slot's entry in the table says: magic, group, epoch, stamp, hash, CRC32C of the content, and a CRC32C of all that and the slot's number, 64 bytes, big-endian.
 *
 * @param content what the slot holds
 * @param epoch the header's when it was written
 * @param stamp the higher, the later it was used
 * @param crc of hash, group and content
 */
record SlotEntry(BlockContent content, long epoch, long stamp, int crc) {

    private static final int MAGIC = 0x4F4B5653;
    private static final int CHECKED_BYTES = StoreLayout.ENTRY_BYTES - Integer.BYTES;

    ByteBuffer encode(int slot) {
        ByteBuffer out = ByteBuffer.allocate(StoreLayout.ENTRY_BYTES);
        BlockHash hash = content.hash();
        out.putInt(MAGIC).putInt(content.group()).putLong(epoch).putLong(stamp);
        out.putLong(hash.first()).putLong(hash.second()).putLong(hash.third()).putLong(hash.fourth());
        out.putInt(crc);
        out.putInt(crc(out, 0, slot));
        return out.flip();
    }

    /** The entry of a slot in a table; empty if there is none, or a damaged one. */
    static Optional<SlotEntry> decode(ByteBuffer table, int at, int slot) {
        if (table.getInt(at) != MAGIC || table.getInt(at + CHECKED_BYTES) != crc(table, at, slot)) {
            return Optional.empty();
        }
        ByteBuffer in = table.duplicate().position(at + Integer.BYTES);
        int group = in.getInt();
        long epoch = in.getLong();
        long stamp = in.getLong();
        BlockHash hash = new BlockHash(in.getLong(), in.getLong(), in.getLong(), in.getLong());
        return Optional.of(new SlotEntry(new BlockContent(hash, group), epoch, stamp, in.getInt()));
    }

    private static int crc(ByteBuffer bytes, int at, int slot) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(at, CHECKED_BYTES));
        updateInt(crc, slot);
        return (int) crc.getValue();
    }

    /** Over hash and group too, so that contents that changed places are found out. */
    static int crc(BlockContent content, ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        ByteBuffer key = ByteBuffer.allocate(4 * Long.BYTES);
        for (long word : content.words()) {
            key.putLong(word);
        }
        crc.update(key.flip());
        updateInt(crc, content.group());
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static void updateInt(CRC32C crc, int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            crc.update(value >>> shift & 0xFF);
        }
    }
}
