package dev.octavo.runtime.offload.disk;

import dev.octavo.runtime.kv.BlockContent;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Numbered slots that hold blocks. {@link #read} may be called by any number of threads beside the one thread that calls everything else. */
interface BlockStore extends Closeable {

    /** Told what slots hold. */
    interface Visitor {
        /** A slot has an entry. */
        void slot(int slot, SlotEntry entry);
    }

    /** The key under which contents were hashed, 32 bytes. */
    byte[] key();

    /** Tells what is there, in no order. */
    void load(Visitor visitor) throws IOException;

    /**
     * Writes a block.
     *
     * @param stamp the higher, the later it was used
     * @return its check sum
     */
    int write(int slot, BlockContent content, long stamp, ByteBuffer bytes) throws IOException;

    /** Says when the content of a slot was used. */
    void restamp(int slot, BlockContent content, int crc, long stamp) throws IOException;

    /**
     * Reads a block.
     *
     * @param crc what {@link #write} or {@link #load} told
     * @return false if the slot does not hold that any more
     */
    boolean read(int slot, BlockContent content, int crc, ByteBuffer target) throws IOException;

    /** Forgets everything, in the next process too. */
    void clear() throws IOException;

    @Override
    void close() throws IOException;
}
