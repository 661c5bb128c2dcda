package dev.octavo.runtime.kv;

import dev.octavo.runtime.kv.event.BlockHash;
import dev.octavo.runtime.kv.event.KvEvent;
import dev.octavo.runtime.kv.event.KvEventListener;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes events of what happens in the arrays of the prefix index. */
final class KvEventRecorder {

    private final KvEventListener listener;
    private final PrefixIndex index;
    private final int blockSize;

    KvEventRecorder(KvEventListener listener, PrefixIndex index, int blockSize) {
        this.listener = listener;
        this.index = index;
        this.blockSize = blockSize;
    }

    /** Blocks {@code [from, to)} of a chain became known. */
    void stored(HashChain chain, int[] tokens, int from, int to, int group) {
        List<BlockHash> hashes = IntStream.range(from, to)
                .mapToObj(i -> BlockHash.of(chain.words(), HashChain.at(i)))
                .toList();
        Optional<BlockHash> parent =
                from == 0 ? Optional.empty() : Optional.of(BlockHash.of(chain.words(), HashChain.at(from - 1)));
        List<Integer> ids =
                Arrays.stream(tokens, from * blockSize, to * blockSize).boxed().toList();
        listener.accept(new KvEvent.BlockStored(
                hashes, parent, ids, blockSize, chain.keys().adapter(), group));
    }

    /** A block in the index is about to be forgotten. */
    void removed(int block) {
        listener.accept(new KvEvent.BlockRemoved(index.hash(block), index.group(block)));
    }

    void cleared() {
        listener.accept(new KvEvent.AllBlocksCleared());
        listener.endOfStep();
    }

    void endOfStep() {
        listener.endOfStep();
    }
}
