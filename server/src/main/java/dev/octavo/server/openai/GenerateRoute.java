package dev.octavo.server.openai;

import dev.octavo.runtime.generate.FinishReason;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.TokenLogprob;
import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Exchange;
import dev.octavo.server.http.HttpHandler;
import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.EventStream;
import dev.octavo.server.protocol.Fields;
import dev.octavo.server.protocol.JsonWriter;
import dev.octavo.server.protocol.RequestJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /inference/v1/generate}: tokens in, tokens out; texts appear in stop texts only. */
final class GenerateRoute implements HttpHandler {

    private static final OptionalInt DEFAULT_MAX_TOKENS = OptionalInt.of(16);
    private static final List<String> SHARED =
            List.of("model", "stream", "stream_options", "cache_salt", "priority", "request_id");

    private final RequestJson json;
    private final CommonReader common;
    private final PromptPreparer preparer;
    private final Generating generating;
    private final boolean usageDetails;

    GenerateRoute(
            RequestJson json,
            CommonReader common,
            PromptPreparer preparer,
            Generating generating,
            boolean usageDetails) {
        this.json = json;
        this.common = common;
        this.preparer = preparer;
        this.generating = generating;
        this.usageDetails = usageDetails;
    }

    private record Ask(CommonRequest common, Prompt prompt, OptionalInt logprobs, AnswerHead head) {}

    @Override
    public void handle(Exchange exchange) throws ClientGoneException, InterruptedException {
        Fields fields = json.parse(exchange.request().body());
        for (String name : List.of("features", "kv_transfer_params")) {
            if (fields.has(name)) {
                throw ApiException.badField(name, name + " is not supported: leave it out.");
            }
        }
        ObjectNode flat = JsonNodeFactory.instance.objectNode();
        fields.object("sampling_params").ifPresent(params -> flat.setAll(params.members()));
        flat.remove(SHARED);
        SHARED.forEach(name -> fields.node(name).ifPresent(node -> flat.set(name, node)));
        Fields params = Fields.root(flat);
        OptionalInt maxTokens = params.integer("max_tokens", 1, Integer.MAX_VALUE);
        OptionalInt logprobs = common.logprobs().countOrAll(params, "logprobs");
        CommonRequest request = common.read(params, maxTokens, false);
        logprobs.ifPresent(request.sampling()::logprobs);
        Prompt prompt = preparer.prepare(tokens(fields), request, DEFAULT_MAX_TOKENS);
        AnswerHead head = generating.head("", "generate", request, exchange);
        Ask ask = new Ask(
                request,
                prompt,
                request.listedLogprobs() > 0 ? OptionalInt.of(request.listedLogprobs()) : logprobs,
                head);
        generating.run(
                exchange,
                head,
                request,
                List.of(prompt),
                group -> whole(ask, group),
                (group, events) -> stream(ask, group, events));
    }

    private PromptInput tokens(Fields fields) {
        List<JsonNode> nodes =
                fields.list("token_ids", "a list of token ids", common.limits().maxJsonTokens());
        int[] ids = new int[nodes.size()];
        for (int i = 0; i < ids.length; i++) {
            String at = "token_ids[" + i + "]";
            ids[i] = SamplingReader.requireInVocabulary(Fields.integer(nodes.get(i), at), at, common.model());
        }
        return new PromptInput.Tokens("token_ids", ids);
    }

    private byte[] whole(Ask ask, GenerationGroup group) throws ClientGoneException, InterruptedException {
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < ask.common().n(); i++) {
            choices.add(new Choice());
        }
        group.read((prompt, chunk) -> choices.get(chunk.choice()).add(chunk));
        JsonWriter out = new JsonWriter();
        out.beginObject().name("request_id").value(ask.head().id());
        out.name("choices").beginArray();
        for (int i = 0; i < choices.size(); i++) {
            Choice choice = choices.get(i);
            choice(out, ask, i, choice.ids(), choice.logprobs(), choice.finish());
        }
        out.endArray().name("prompt_logprobs");
        if (ask.common().promptLogprobs() >= 0) {
            PromptLogprobs.write(
                    out,
                    group.generation(0).promptLogprobs(),
                    text(ask),
                    ask.common().promptLogprobs());
        } else {
            out.nullValue();
        }
        out.name("kv_transfer_params").nullValue().name("usage");
        usage().total(group).write(out);
        return out.endObject().toByteArray();
    }

    private void stream(Ask ask, GenerationGroup group, EventStream events)
            throws ClientGoneException, InterruptedException {
        int interval = ask.common().streaming().interval();
        group.read(new ChunkMerger(interval, (prompt, chunk) -> send(ask, chunk, events)));
        if (ask.common().streaming().usage()) {
            JsonWriter out = events.event();
            out.beginObject().name("request_id").value(ask.head().id());
            out.name("choices").beginArray().endArray().name("usage");
            usage().total(group).write(out);
            out.endObject();
            events.send();
        }
        events.done();
    }

    private void send(Ask ask, GenerationChunk chunk, EventStream events) throws ClientGoneException {
        if (chunk.tokenIds().length == 0 && chunk.finish().isEmpty()) {
            return;
        }
        JsonWriter out = events.event();
        out.beginObject().name("request_id").value(ask.head().id());
        out.name("choices").beginArray();
        choice(out, ask, chunk.choice(), chunk.tokenIds(), chunk.logprobs(), chunk.finish());
        out.endArray().endObject();
        events.send();
    }

    private void choice(
            JsonWriter out, Ask ask, int index, int[] ids, List<TokenLogprob> logprobs, Optional<FinishReason> finish) {
        out.beginObject().name("index").value(index).name("logprobs");
        if (ask.logprobs().isPresent()) {
            new ChatLogprobs(text(ask), ask.logprobs().getAsInt()).write(out, logprobs);
        } else {
            out.nullValue();
        }
        out.name("finish_reason").value(finish.map(Ending::name).orElse(null));
        out.name("token_ids").values(ids);
        out.endObject();
    }

    private TokenText text(Ask ask) {
        return new TokenText(common.model().tokenizer(), ask.common().tokensAsIds());
    }

    private UsageCounter usage() {
        return new UsageCounter(1, usageDetails, false);
    }
}
