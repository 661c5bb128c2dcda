package dev.octavo.server.responses;

import dev.octavo.server.protocol.ApiException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Answers that are kept, in memory: the least recently used go first when there are too many or they grow too large. Safe for use by any number of threads. */
public final class ResponseStore {

    private final int maxCount;
    private final long maxBytes;
    private final Map<String, StoredResponse> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /**
     * An empty store.
     *
     * @param maxCount most answers; 0 to keep none
     * @param maxBytes most memory, roughly
     */
    public ResponseStore(int maxCount, long maxBytes) {
        this.maxCount = maxCount;
        this.maxBytes = maxBytes;
    }

    boolean isEnabled() {
        return maxCount > 0;
    }

    /** Checks, before any work is done, that an answer of this id can be kept. */
    void requireFree(String id) {
        synchronized (kept) {
            if (kept.containsKey(id)) {
                throw taken(id);
            }
        }
    }

    private static ApiException taken(String id) {
        return ApiException.badField(
                "request_id", "A response with id '" + id + "' is kept already; choose another request_id.");
    }

    /** Keeps an answer, and gives up others for it; one that is too large by itself is not kept. */
    void add(StoredResponse response) {
        if (response.bytes() > maxBytes) {
            return;
        }
        List<StoredResponse> evicted = new ArrayList<>();
        synchronized (kept) {
            if (kept.putIfAbsent(response.id(), response) != null) {
                throw taken(response.id());
            }
            bytes += response.bytes();
            makeRoom(evicted);
        }
        evicted.forEach(StoredResponse::forget);
    }

    /** Replaces the text of an answer that goes on. */
    void update(StoredResponse response, byte[] json, ArrayNode conversation, String status) {
        List<StoredResponse> evicted = new ArrayList<>();
        synchronized (kept) {
            boolean here = kept.containsKey(response.id());
            bytes -= here ? response.bytes() : 0;
            response.update(json, bytesOf(conversation), status);
            bytes += here ? response.bytes() : 0;
            makeRoom(evicted);
        }
        evicted.forEach(StoredResponse::forget);
    }

    private void makeRoom(List<StoredResponse> evicted) {
        Iterator<StoredResponse> oldest = kept.values().iterator();
        while (oldest.hasNext() && (kept.size() > maxCount || bytes > maxBytes)) {
            StoredResponse gone = oldest.next();
            oldest.remove();
            bytes -= gone.bytes();
            evicted.add(gone);
        }
    }

    StoredResponse find(String id) {
        if (!id.startsWith(ResponseIds.PREFIX)) {
            throw ApiException.badField(
                    "response_id", "Invalid 'response_id': '" + id + "'. Expected an ID that begins with 'resp_'.");
        }
        synchronized (kept) {
            return Optional.ofNullable(kept.get(id)).orElseThrow(() -> missing(id));
        }
    }

    private ApiException missing(String id) {
        String hint = isEnabled()
                ? ""
                : " This server keeps no responses; start it with --enable-responses-store to have them kept.";
        return ApiException.of(404, "Response with id '" + id + "' not found." + hint);
    }

    void remove(String id) {
        StoredResponse response = find(id);
        synchronized (kept) {
            if (kept.remove(id) != null) {
                bytes -= response.bytes();
            }
        }
        response.forget();
    }

    /** The messages up to and with an answer. */
    ArrayNode conversation(String id) {
        StoredResponse response = find(id);
        if (response.isRunning()) {
            throw ApiException.badField(
                    "previous_response_id", "Response '" + id + "' is not finished; wait for it first.");
        }
        JsonNode tree = JsonMapper.shared().readTree(response.conversation());
        return tree.asArray();
    }

    int count() {
        synchronized (kept) {
            return kept.size();
        }
    }

    long bytes() {
        synchronized (kept) {
            return bytes;
        }
    }

    boolean holds(StoredResponse response) {
        synchronized (kept) {
            return kept.containsValue(response);
        }
    }

    static byte[] bytesOf(ArrayNode conversation) {
        return JsonMapper.shared().writeValueAsBytes(conversation);
    }
}
