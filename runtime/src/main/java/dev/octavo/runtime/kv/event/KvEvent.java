package dev.octavo.runtime.kv.event;

import java.util.List;
import java.util.Optional;

/** What happened to the prefix cache: enough for a router to know which prefixes an engine has. */
public sealed interface KvEvent {

    /**
     * Blocks in a row became known.
     *
     * @param blocks their hashes, in order
     * @param parent the hash of the block before the first one; empty at the start of a sequence
     * @param tokens their tokens
     * @param blockSize tokens of a block
     * @param adapter the adapter that they were computed with
     * @param group the group of layers that they belong to
     */
    record BlockStored(
            List<BlockHash> blocks,
            Optional<BlockHash> parent,
            List<Integer> tokens,
            int blockSize,
            Optional<String> adapter,
            int group)
            implements KvEvent {

        /** Keeps copies. */
        public BlockStored {
            blocks = List.copyOf(blocks);
            tokens = List.copyOf(tokens);
        }
    }

    /** One block with this hash was taken for something else; another one with the same hash may still be there. */
    record BlockRemoved(BlockHash block, int group) implements KvEvent {}

    /** Nothing is cached any more. */
    record AllBlocksCleared() implements KvEvent {}
}
