package dev.octavo.server.openai;

import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Exchange;
import dev.octavo.server.http.HttpHandler;
import dev.octavo.server.protocol.Fields;
import dev.octavo.server.protocol.RequestJson;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** {@code POST /v1/completions}. */
final class CompletionRoute implements HttpHandler {

    static final OptionalInt DEFAULT_MAX_TOKENS = OptionalInt.of(16);

    private final RequestJson json;
    private final CompletionReader reader;
    private final PromptPreparer preparer;
    private final Generating generating;
    private final boolean usageDetails;

    CompletionRoute(
            RequestJson json,
            CompletionReader reader,
            PromptPreparer preparer,
            Generating generating,
            boolean usageDetails) {
        this.json = json;
        this.reader = reader;
        this.preparer = preparer;
        this.generating = generating;
        this.usageDetails = usageDetails;
    }

    @Override
    public void handle(Exchange exchange) throws ClientGoneException, InterruptedException {
        Fields fields = json.parse(exchange.request().body());
        CompletionRequest request = reader.read(fields);
        Generating.noteUnread(fields);
        List<Prompt> prompts = new ArrayList<>();
        for (PromptInput input : request.prompts()) {
            exchange.requirePresent();
            prompts.add(preparer.prepare(input, request.common(), DEFAULT_MAX_TOKENS));
        }
        TokenText text = new TokenText(
                generating.engine().model().tokenizer(), request.common().tokensAsIds());
        CompletionFormat format = new CompletionFormat(request, prompts, text);
        UsageCounter usage = new UsageCounter(prompts.size(), usageDetails, request.promptOnly());
        AnswerHead head = generating.head("cmpl-", "text_completion", request.common(), exchange);
        generating.run(
                exchange,
                head,
                request.common(),
                prompts,
                group -> new CompletionAnswer(format, head).collect(group, usage),
                (group, events) -> new CompletionStream(format, head, events, usage).run(group));
    }
}
