package dev.octavo.server.openai;

import dev.octavo.runtime.generate.FinishReason;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationChunk.StopReason;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.generate.GenerationUsage;
import dev.octavo.runtime.generate.TokenLogprob;
import dev.octavo.runtime.tokenizer.IncrementalDetokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Plays a script token by token, all choices in turn. */
final class FakeGeneration implements Generation {

    private final FakeEngine engine;
    private final GenerationRequest request;
    private final FakeScript script;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicBoolean closing = new AtomicBoolean();
    private final int[] positions;
    private final boolean[] finished;
    private final IncrementalDetokenizer[] texts;
    private int turn;
    private int left;
    private int produced;

    FakeGeneration(FakeEngine engine, GenerationRequest request, FakeScript script) {
        this.engine = engine;
        this.request = request;
        this.script = script;
        int n = request.sampling().n();
        this.left = n;
        this.positions = new int[n];
        this.finished = new boolean[n];
        this.texts = new IncrementalDetokenizer[n];
        for (int i = 0; i < n; i++) {
            texts[i] = engine.model().tokenizer().detokenizer(request.sampling().skipSpecialTokens());
        }
    }

    @Override
    public String id() {
        return request.id();
    }

    @Override
    public Optional<GenerationChunk> next() throws InterruptedException {
        boolean gone = closed.await(script.pause().toNanos(), TimeUnit.NANOSECONDS);
        while (!gone && script.gate().getCount() > 0) {
            gone = closed.await(1, TimeUnit.MILLISECONDS);
        }
        if (gone || left == 0) {
            return Optional.empty();
        }
        if (produced == script.failAt()) {
            engine.running.remove(this);
            throw script.failure().orElseThrow();
        }
        while (finished[turn]) {
            turn = (turn + 1) % finished.length;
        }
        GenerationChunk chunk = step(turn);
        turn = (turn + 1) % finished.length;
        return Optional.of(chunk);
    }

    private GenerationChunk step(int choice) {
        int[] all = engine.model().tokenizer().encode(script.text().replace("#", "#" + choice), false);
        int id = all[positions[choice] % all.length];
        positions[choice]++;
        produced++;
        boolean ended = !script.endless() && positions[choice] == all.length;
        boolean full = positions[choice] >= request.sampling().maxTokens();
        String text = texts[choice].accept(id);
        Optional<FinishReason> finish = Optional.empty();
        if (ended || full) {
            text += texts[choice].finish();
            finish = Optional.of(ended ? FinishReason.STOP : FinishReason.LENGTH);
            finished[choice] = true;
            left--;
            if (left == 0) {
                engine.running.remove(this);
            }
        }
        Optional<StopReason> stop = ended ? script.stopText().map(StopReason.Text::new) : Optional.empty();
        return new GenerationChunk(
                choice,
                text,
                new int[] {id},
                logprobs(id, request.sampling().logprobs().orElse(-1)),
                finish,
                stop);
    }

    private static List<TokenLogprob> logprobs(int id, int alternatives) {
        return alternatives < 0 ? List.of() : List.of(logprob(id, alternatives));
    }

    /** The second most likely token, after its predecessor in the vocabulary; the last alternative is impossible. */
    private static TokenLogprob logprob(int id, int alternatives) {
        List<TokenLogprob.Alternative> top = new ArrayList<>();
        for (int i = 0; i < alternatives; i++) {
            boolean last = i == alternatives - 1 && i > 1;
            int rival = i == 0 ? id - 1 : i == 1 ? id : id + i;
            top.add(new TokenLogprob.Alternative(rival, last ? Float.NEGATIVE_INFINITY : -0.25f * (i + 1)));
        }
        return new TokenLogprob(id, -0.5f, 2, top);
    }

    @Override
    public List<Optional<TokenLogprob>> promptLogprobs() {
        int alternatives = request.sampling().promptLogprobs().orElse(-1);
        List<Optional<TokenLogprob>> out = new ArrayList<>();
        for (int id : alternatives < 0 ? new int[0] : request.promptIds()) {
            out.add(out.isEmpty() ? Optional.empty() : Optional.of(logprob(id, alternatives)));
        }
        return out;
    }

    @Override
    public GenerationUsage usage() {
        return new GenerationUsage(request.promptIds().length, request.promptIds().length / 2, produced);
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        if (left > 0) {
            engine.aborted.incrementAndGet();
        }
        // Whoever reads learns of the end last: what a test then looks at is as it will stay.
        engine.running.remove(this);
        closed.countDown();
    }
}
