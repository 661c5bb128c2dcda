package dev.octavo.runtime.generate;

import dev.octavo.runtime.metrics.EngineMetrics;
import dev.octavo.runtime.metrics.FinishedOutput;
import dev.octavo.runtime.sample.LogprobLog;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.runtime.tokenizer.Tokenizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The client's end of a request. Also counts finished outputs, since only here it is known where a stop text cut them. */
final class RequestStream implements Generation {

    private final ActiveRequest request;
    private final StepLoop loop;
    private final EngineMetrics metrics;
    private final LongSupplier clock;
    private final List<ChoiceReader> readers;
    private final AtomicInteger open;
    private final AtomicInteger longest = new AtomicInteger();
    private volatile int tokensRead;
    private int turn;
    private boolean handingOn;
    private long pieceSeen;
    private long pieceSampled;

    RequestStream(
            ActiveRequest request, StepLoop loop, Tokenizer tokenizer, EngineMetrics metrics, LongSupplier clock) {
        this.request = request;
        this.loop = loop;
        this.metrics = metrics;
        this.clock = clock;
        SamplingParams params = request.request().sampling();
        this.readers = request.choices().stream()
                .map(choice -> new ChoiceReader(choice, params, tokenizer))
                .toList();
        this.open = new AtomicInteger(readers.size());
    }

    @Override
    public String id() {
        return request.request().id();
    }

    @Override
    public Optional<GenerationChunk> next() throws InterruptedException {
        handedOn();
        while (true) {
            pieceSeen = clock.getAsLong();
            GenerationChunk chunk = poll();
            if (chunk != null) {
                return Optional.of(chunk);
            }
            if (readers.stream().allMatch(ChoiceReader::done)) {
                return Optional.empty();
            }
            Throwable failure = request.failure();
            if (failure != null) {
                accountRest("error");
                throw EngineErrors.forClient(failure);
            }
            request.await(this::hasNews);
        }
    }

    private void handedOn() {
        if (handingOn) {
            long now = clock.getAsLong();
            metrics.delivered(Choice.seconds(pieceSeen, now), Choice.seconds(pieceSampled, now));
            handingOn = false;
        }
    }

    private boolean hasNews() {
        return request.failure() != null || readers.stream().anyMatch(ChoiceReader::hasNews);
    }

    /** Takes the choices in turn. */
    private @Nullable GenerationChunk poll() {
        for (int i = 0; i < readers.size(); i++) {
            ChoiceReader reader = readers.get(turn);
            turn = (turn + 1) % readers.size();
            GenerationChunk chunk = reader.poll();
            if (chunk != null) {
                count(reader, chunk);
                return chunk;
            }
        }
        return null;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the reading thread writes
    private void count(ChoiceReader reader, GenerationChunk chunk) {
        tokensRead += chunk.tokenIds().length;
        if (chunk.tokenIds().length > 0) {
            handingOn = true;
            pieceSampled = reader.choice().lastToken();
        }
        metrics.generated(chunk.tokenIds().length);
        chunk.finish().ifPresent(reason -> {
            if (reader.choice().ending() == null) {
                loop.send(new StepLoop.Command.Cancel(request, reader.choice()));
            }
            account(reader, reason.name().toLowerCase(Locale.ROOT));
        });
    }

    private void account(ChoiceReader reader, String reason) {
        Choice choice = reader.choice();
        if (!choice.account()) {
            return;
        }
        int cached = Math.max(0, choice.cachedTokens());
        metrics.finished(new FinishedOutput(
                reason,
                choice.promptLength(),
                choice.promptLength() - cached,
                reader.tokensRead(),
                request.request().sampling().maxTokens(),
                Choice.seconds(request.arrivalTime(), clock.getAsLong()),
                choice.queuedSeconds(),
                choice.prefillSeconds(),
                choice.decodeSeconds()));
        int length = longest.accumulateAndGet(reader.tokensRead(), Math::max);
        if (open.decrementAndGet() == 0) {
            metrics.requestFinished(readers.size(), length);
        }
    }

    private void accountRest(String reason) {
        readers.forEach(reader -> account(reader, reason));
    }

    @Override
    public List<Optional<TokenLogprob>> promptLogprobs() {
        LogprobLog log = request.promptLogprobs();
        Choice leader = request.leader();
        Ending ending = leader.ending();
        boolean known = (ending == null ? leader.published() : ending.length()) > leader.promptLength();
        return log == null || !known ? List.of() : LogprobViews.ofPrompt(log, leader.tokens(), leader.promptLength());
    }

    @Override
    public GenerationUsage usage() {
        Choice leader = request.leader();
        return new GenerationUsage(leader.promptLength(), Math.max(0, leader.cachedTokens()), tokensRead);
    }

    @Override
    public GenerationTimes times() {
        Choice leader = request.leader();
        double decode = request.choices().stream()
                .mapToDouble(Choice::decodeSeconds)
                .max()
                .orElse(-1);
        return new GenerationTimes(leader.queuedSeconds(), leader.prefillSeconds(), decode);
    }

    @Override
    public void close() {
        if (request.choices().stream().allMatch(choice -> choice.ending() != null)) {
            accountRest(request.failure() == null ? "abort" : "error");
            return;
        }
        loop.send(new StepLoop.Command.Cancel(request, null));
        accountRest(request.failure() == null ? "abort" : "error");
    }
}
