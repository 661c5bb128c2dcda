package dev.octavo.server.openai;

import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.TokenLogprob;
import dev.octavo.server.http.ClientGoneException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers tokens into fewer, larger chunks ({@code stream_interval}). The first chunk of a choice and its last one never wait. Called by one thread at a time. */
final class ChunkMerger implements GenerationGroup.Listener {

    private record Key(int prompt, int choice) {}

    private final int interval;
    private final GenerationGroup.Listener next;
    private final Map<Key, GenerationChunk> held = new HashMap<>();

    /** @param interval tokens of a chunk, at least 1 */
    ChunkMerger(int interval, GenerationGroup.Listener next) {
        this.interval = interval;
        this.next = next;
    }

    @Override
    public void accept(int prompt, GenerationChunk chunk) throws ClientGoneException {
        if (interval == 1) {
            next.accept(prompt, chunk);
            return;
        }
        Key key = new Key(prompt, chunk.choice());
        GenerationChunk before = held.get(key);
        if (before == null) {
            next.accept(prompt, chunk);
            held.put(key, empty(chunk.choice()));
            return;
        }
        GenerationChunk both = merged(before, chunk);
        if (both.finish().isPresent() || both.tokenIds().length >= interval) {
            next.accept(prompt, both);
            held.put(key, empty(chunk.choice()));
        } else {
            held.put(key, both);
        }
    }

    private static GenerationChunk empty(int choice) {
        return new GenerationChunk(choice, "", new int[0], List.of(), Optional.empty(), Optional.empty());
    }

    private static GenerationChunk merged(GenerationChunk first, GenerationChunk second) {
        int[] ids = Arrays.copyOf(first.tokenIds(), first.tokenIds().length + second.tokenIds().length);
        System.arraycopy(second.tokenIds(), 0, ids, first.tokenIds().length, second.tokenIds().length);
        List<TokenLogprob> logprobs = new ArrayList<>(first.logprobs());
        logprobs.addAll(second.logprobs());
        return new GenerationChunk(
                first.choice(), first.text() + second.text(), ids, logprobs, second.finish(), second.stopReason());
    }
}
