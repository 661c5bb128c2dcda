package dev.octavo.benchmarks.compare;

import dev.octavo.runtime.load.GgufCheckpoint;
import dev.octavo.runtime.load.GgufMetadata;
import dev.octavo.runtime.load.HostTensor;
import java.nio.file.Path;

/**
 * What decoding one token has to read from memory.
 *
 * @param weights bytes of all matrices that take part: the table of embeddings only if it is the last matrix, too
 * @param context bytes of keys and values, in 16 bits, of one token before
 */
record DecodeTraffic(long weights, long context) {

    private static final String EMBEDDINGS = "token_embd.weight";
    private static final String LAST = "output.weight";
    private static final int CACHE_BYTES = 2;

    static DecodeTraffic of(Path model) {
        try (GgufCheckpoint file = GgufCheckpoint.open(model)) {
            boolean tied = file.find(LAST).isEmpty();
            long unread = tied ? 0 : file.require(EMBEDDINGS).data().byteSize();
            return new DecodeTraffic(file.byteSize() - unread, context(file));
        }
    }

    private static long context(GgufCheckpoint file) {
        GgufMetadata metadata = file.metadata();
        String prefix = metadata.text("general.architecture").orElseThrow() + ".";
        long rows = 0;
        for (String factor : new String[] {"k", "v"}) {
            HostTensor projection = file.require("blk.0.attn_" + factor + ".weight");
            rows += projection.shape().getFirst();
        }
        int layers =
                metadata.int32(prefix + "block_count", 1, Integer.MAX_VALUE).orElseThrow();
        return rows * layers * CACHE_BYTES;
    }

    /** Bytes for a token of a test, on average. */
    double bytes(Test test) {
        return weights + (double) context * (test.depth() + test.generated() / 2);
    }
}
