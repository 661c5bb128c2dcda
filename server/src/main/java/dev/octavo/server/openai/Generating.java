package dev.octavo.server.openai;

import dev.octavo.runtime.beam.BeamSearch;
import dev.octavo.runtime.generate.Engine;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Exchange;
import dev.octavo.server.http.HttpResponse;
import dev.octavo.server.protocol.Client;
import dev.octavo.server.protocol.EventStream;
import dev.octavo.server.protocol.Fields;
import dev.octavo.server.serving.WatchedEngine;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What the routes that generate share: submitting, answering whole or as a stream, and errors in the middle of a stream. */
final class Generating {

    private static final Logger LOGGER = System.getLogger("dev.octavo.server.openai");

    /** Answers whole. */
    @FunctionalInterface
    interface Whole {
        byte[] collect(GenerationGroup group) throws ClientGoneException, InterruptedException;
    }

    /** Answers piece by piece. */
    @FunctionalInterface
    interface Streamed {
        void run(GenerationGroup group, EventStream events) throws ClientGoneException, InterruptedException;
    }

    private final ServerState state;
    private final Errors errors;
    private final String fingerprint;

    /** @param version of this server, for {@code system_fingerprint} */
    Generating(ServerState state, Errors errors, String version) {
        this.state = state;
        this.errors = errors;
        this.fingerprint = Fingerprint.of(version, state.engine().model());
    }

    Engine engine() {
        return state.engine();
    }

    /** Where the request's fields that nobody knows are noted, by name alone. */
    static void noteUnread(Fields fields) {
        if (LOGGER.isLoggable(Level.DEBUG) && !fields.unread().isEmpty()) {
            LOGGER.log(Level.DEBUG, "ignored " + fields.unread().size() + " unknown request fields");
        }
    }

    AnswerHead head(String prefix, String object, CommonRequest request, Exchange exchange) {
        String id = prefix + request.requestId().orElse(exchange.request().id());
        return new AnswerHead(
                id, object, System.currentTimeMillis() / 1000, engine().model().name(), fingerprint);
    }

    void run(
            Exchange exchange,
            AnswerHead head,
            CommonRequest request,
            List<Prompt> prompts,
            Whole whole,
            Streamed streamed)
            throws ClientGoneException, InterruptedException {
        state.generationBegan();
        try (GenerationGroup group = GenerationGroup.submit(
                submission(state.engine(), request), requests(head, request, prompts), Client.of(exchange))) {
            if (request.streaming().stream()) {
                stream(exchange, group, streamed);
            } else {
                exchange.respond(HttpResponse.json(200, whole.collect(group)));
            }
        } finally {
            state.generationEnded();
        }
    }

    /** How the engine is asked: directly, or by beam search. */
    static Function<GenerationRequest, Generation> submission(WatchedEngine engine, CommonRequest request) {
        return request.beams()
                .<Function<GenerationRequest, Generation>>map(
                        options -> one -> engine.start(one, inner -> BeamSearch.start(inner, one, options)))
                .orElse(engine::submit);
    }

    private void stream(Exchange exchange, GenerationGroup group, Streamed streamed)
            throws ClientGoneException, InterruptedException {
        EventStream events = new EventStream(exchange);
        try {
            streamed.run(group, events);
        } catch (RuntimeException e) {
            if (!exchange.answered()) {
                throw e;
            }
            events.error(errors.of(e, exchange.request().id()));
            events.done();
        }
    }

    private List<GenerationRequest> requests(AnswerHead head, CommonRequest request, List<Prompt> prompts) {
        List<GenerationRequest> out = new ArrayList<>();
        for (Prompt prompt : prompts) {
            out.add(new GenerationRequest(
                    state.engineId(head.id(), out.size()),
                    prompt.ids(),
                    request.sampling().maxTokens(prompt.maxTokens()).build(),
                    request.priority(),
                    request.cacheSalt()));
        }
        return out;
    }
}
