package dev.octavo.server.openai;

import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Exchange;
import dev.octavo.server.http.HttpHandler;
import dev.octavo.server.protocol.Fields;
import dev.octavo.server.protocol.RequestJson;
import java.util.List;

/** {@code POST /v1/chat/completions}. */
final class ChatRoute implements HttpHandler {

    private final RequestJson json;
    private final ChatReader reader;
    private final ChatPrompts prompts;
    private final Generating generating;
    private final ServerConfig config;

    ChatRoute(RequestJson json, ChatReader reader, ChatPrompts prompts, Generating generating, ServerConfig config) {
        this.json = json;
        this.reader = reader;
        this.prompts = prompts;
        this.generating = generating;
        this.config = config;
    }

    @Override
    public void handle(Exchange exchange) throws ClientGoneException, InterruptedException {
        Fields fields = json.parse(exchange.request().body());
        ChatRequest request = reader.read(fields);
        Generating.noteUnread(fields);
        CommonRequest common = request.common();
        exchange.requirePresent();
        Prompt prompt = prompts.of(request);
        TokenText text = new TokenText(generating.engine().model().tokenizer(), common.tokensAsIds());
        ChatFormat format = new ChatFormat(request, prompt, text, config.responseRole());
        UsageCounter usage = new UsageCounter(1, config.promptTokensDetails(), false);
        String object = common.streaming().stream() ? "chat.completion.chunk" : "chat.completion";
        AnswerHead head = generating.head("chatcmpl-", object, common, exchange);
        generating.run(
                exchange,
                head,
                common,
                List.of(prompt),
                group -> new ChatAnswer(format, head).collect(group, usage),
                (group, events) -> new ChatStream(format, head, events, usage).run(group));
    }
}
