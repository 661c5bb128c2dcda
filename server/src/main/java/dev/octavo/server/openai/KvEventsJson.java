package dev.octavo.server.openai;

import dev.octavo.runtime.kv.event.BlockHash;
import dev.octavo.runtime.kv.event.KvEvent;
import dev.octavo.runtime.kv.event.KvEventFeed;
import dev.octavo.server.protocol.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Writes batches of KV events as server-sent events, with the names of vLLM's fields; hashes are hexadecimal. Reuses one buffer. Not thread-safe. */
final class KvEventsJson {

    private static final String MEDIUM = "GPU";
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final String feed;
    private final JsonWriter out = new JsonWriter();

    KvEventsJson(String feed) {
        this.feed = feed;
    }

    JsonWriter batch(KvEventFeed.Batch batch) {
        begin(batch.number(), batch.epochMillis());
        for (KvEvent event : batch.events()) {
            switch (event) {
                case KvEvent.BlockStored stored -> stored(stored);
                case KvEvent.BlockRemoved removed -> removed(removed);
                case KvEvent.AllBlocksCleared cleared -> allCleared();
            }
        }
        return end();
    }

    /** In place of the batches up to a number, which are lost. */
    JsonWriter cleared(long number) {
        begin(number, System.currentTimeMillis());
        allCleared();
        return end();
    }

    private void begin(long number, long epochMillis) {
        out.reset();
        out.raw(("id: " + feed + "-" + number + "\nevent: kv_events\ndata: ").getBytes(StandardCharsets.US_ASCII));
        out.beginObject().name("seq").value(number);
        out.name("ts").json(String.format(Locale.ROOT, "%d.%03d", epochMillis / 1000, epochMillis % 1000));
        out.name("data_parallel_rank").value(0);
        out.name("events").beginArray();
    }

    private JsonWriter end() {
        return out.endArray().endObject().raw(END);
    }

    private void stored(KvEvent.BlockStored stored) {
        out.beginObject().name("type").value("BlockStored");
        hashes(stored.blocks());
        out.name("parent_block_hash")
                .value(stored.parent().map(BlockHash::toString).orElse(null));
        out.name("token_ids").beginArray();
        stored.tokens().forEach(token -> out.value(token));
        out.endArray();
        out.name("block_size").value(stored.blockSize());
        out.name("lora_id").nullValue();
        out.name("medium").value(MEDIUM);
        out.name("lora_name").value(stored.adapter().orElse(null));
        out.name("group_idx").value(stored.group()).endObject();
    }

    private void removed(KvEvent.BlockRemoved removed) {
        out.beginObject().name("type").value("BlockRemoved");
        hashes(List.of(removed.block()));
        out.name("medium").value(MEDIUM);
        out.name("group_idx").value(removed.group()).endObject();
    }

    private void hashes(List<BlockHash> hashes) {
        out.name("block_hashes").beginArray();
        hashes.forEach(hash -> out.value(hash.toString()));
        out.endArray();
    }

    private void allCleared() {
        out.beginObject().name("type").value("AllBlocksCleared").endObject();
    }
}
