package dev.octavo.runtime.offload.disk;

import dev.octavo.runtime.kv.BlockContent;
import dev.octavo.spi.ResourceException;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * One file of slots. A content is written before the entry that describes it and is checked against that entry when it is read, so that whatever was torn by a crash, damaged or put there by
 * somebody else is not found, rather than taken for what it is not. Nothing is synced to the disk: what a power failure loses is not found either.
 */
final class BlockFile implements BlockStore {

    private static final System.Logger LOG = System.getLogger(BlockFile.class.getName());

    private final FileChannel channel;
    private final StoreLayout layout;
    private StoreHeader header;

    private BlockFile(FileChannel channel, StoreLayout layout, StoreHeader header) {
        this.channel = channel;
        this.layout = layout;
        this.header = header;
    }

    /**
     * Opens the file in a directory, or makes it.
     *
     * @param identity 32 bytes; a file of another identity is emptied
     * @throws dev.octavo.spi.UserException if another process has it, or others can get at it
     * @throws ResourceException if it cannot be opened or written
     */
    static BlockFile open(Path directory, StoreLayout layout, byte[] identity) {
        FileChannel channel = StoreDirectory.open(directory);
        try {
            Optional<StoreHeader> found = readHeader(channel);
            boolean same = found.isPresent() && found.get().isOf(layout.blockBytes(), identity);
            if (!same && channel.size() > 0) {
                LOG.log(
                        Level.INFO,
                        "the KV blocks in {0} are discarded: {1}",
                        directory,
                        found.isPresent()
                                ? "they belong to another model, device or configuration"
                                : "the file's header is damaged or of another version");
            }
            StoreHeader header = same
                    ? found.get()
                    : new StoreHeader(layout.blockBytes(), 1, identity, random(StoreHeader.DIGEST_BYTES));
            if (!same) {
                channel.truncate(0);
                writeFully(channel, header.encode(), 0);
            }
            if (channel.size() > layout.end()) {
                channel.truncate(layout.end());
            }
            return new BlockFile(channel, layout, header);
        } catch (IOException e) {
            throw unusable(directory, e, channel);
        }
    }

    /** Closes what was opened. */
    static ResourceException unusable(Path directory, IOException e, Closeable opened) {
        try {
            opened.close();
        } catch (IOException second) {
            e.addSuppressed(second);
        }
        return new ResourceException(
                "the KV blocks in " + directory + " cannot be read or written: " + e
                        + "; give another --kv-offloading-disk-path",
                e);
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return random;
    }

    private static Optional<StoreHeader> readHeader(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(StoreLayout.HEADER_BYTES);
        readFully(channel, bytes, 0);
        return StoreHeader.decode(bytes.flip());
    }

    /** Reads up to the buffer's end, or the file's. */
    private static void readFully(FileChannel channel, ByteBuffer target, long from) throws IOException {
        long at = from;
        while (target.hasRemaining()) {
            int count = channel.read(target, at);
            if (count < 0) {
                return;
            }
            at += count;
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes, long to) throws IOException {
        long at = to;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    @Override
    public byte[] key() {
        return header.key().clone();
    }

    @Override
    public void load(Visitor visitor) throws IOException {
        ByteBuffer table = ByteBuffer.allocate(StoreLayout.TABLE_BYTES);
        for (int segment = 0; segment < layout.segments() && layout.table(segment) < channel.size(); segment++) {
            readTable(segment, table);
            int first = segment * StoreLayout.SEGMENT_SLOTS;
            int end = Math.min(layout.slots(), first + StoreLayout.SEGMENT_SLOTS);
            for (int i = first; i < end; i++) {
                int slot = i;
                entry(table, slot).ifPresent(entry -> visitor.slot(slot, entry));
            }
        }
    }

    private void readTable(int segment, ByteBuffer table) throws IOException {
        readFully(channel, table.clear(), layout.table(segment));
        while (table.hasRemaining()) {
            table.put((byte) 0);
        }
        table.clear();
    }

    private Optional<SlotEntry> entry(ByteBuffer table, int slot) {
        int at = slot % StoreLayout.SEGMENT_SLOTS * StoreLayout.ENTRY_BYTES;
        return SlotEntry.decode(table, at, slot).filter(entry -> entry.epoch() == header.epoch());
    }

    @Override
    public int write(int slot, BlockContent content, long stamp, ByteBuffer bytes) throws IOException {
        int crc = SlotEntry.crc(content, bytes.duplicate());
        writeFully(channel, bytes, layout.content(slot));
        restamp(slot, content, crc, stamp);
        return crc;
    }

    @Override
    public void restamp(int slot, BlockContent content, int crc, long stamp) throws IOException {
        SlotEntry entry = new SlotEntry(content, header.epoch(), stamp, crc);
        writeFully(channel, entry.encode(slot), layout.entry(slot));
    }

    @Override
    public boolean read(int slot, BlockContent content, int crc, ByteBuffer target) throws IOException {
        readFully(channel, target, layout.content(slot));
        return !target.hasRemaining() && SlotEntry.crc(content, target.flip()) == crc;
    }

    /** The contents are taken out of the file, so that they cannot be recovered from it either. */
    @Override
    public void clear() throws IOException {
        header = new StoreHeader(header.blockBytes(), header.epoch() + 1, header.identity(), header.key());
        writeFully(channel, header.encode(), 0);
        channel.truncate(StoreLayout.HEADER_BYTES);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
