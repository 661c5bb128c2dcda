package dev.octavo.server.openai;

import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.server.anthropic.MessagesRoutes;
import dev.octavo.server.http.HttpHandler;
import dev.octavo.server.http.Router;
import dev.octavo.server.protocol.RequestJson;
import dev.octavo.server.responses.ResponseStore;
import dev.octavo.server.responses.ResponsesRoutes;

/** The routes that take prompts, of all protocols, and the document that describes them. */
final class GenerationRoutes {

    private final ServerConfig config;
    private final ServerState state;
    private final RequestJson json;
    private final CommonReader common;
    private final ChatReader chats;
    private final CompletionReader completions;
    private final PromptPreparer preparer;
    private final ChatPrompts prompts;
    private final Generating generating;
    private final ChatDoor door;
    private final TokenizeRoutes tokens;

    GenerationRoutes(ServerConfig config, ServerState state, Errors errors, PromptRenderer renderer) {
        ServedModel model = state.engine().model();
        RequestLimits limits = config.requestLimits();
        this.config = config;
        this.state = state;
        this.json = json(config);
        this.common = new CommonReader(model, config);
        this.chats = new ChatReader(common, new MessageReader(json.reader()), config.trustChatTemplates());
        this.completions = new CompletionReader(common);
        this.preparer = new PromptPreparer(model);
        this.prompts = new ChatPrompts(renderer, preparer);
        this.generating = new Generating(state, errors, config.version());
        this.door = new ChatDoor(chats, prompts, state, errors);
        this.tokens = new TokenizeRoutes(json, chats, renderer, model, limits);
    }

    /** What parses bodies within the limits of a configuration. */
    static RequestJson json(ServerConfig config) {
        RequestLimits limits = config.requestLimits();
        return new RequestJson(
                limits.maxJsonDepth(),
                limits.maxJsonTokens(),
                config.httpLimits().maxBodyBytes());
    }

    void addTo(Router.Builder routes) {
        boolean details = config.promptTokensDetails();
        serve(routes, "/v1/completions", new CompletionRoute(json, completions, preparer, generating, details));
        serve(routes, "/v1/chat/completions", new ChatRoute(json, chats, prompts, generating, config));
        serve(routes, "/v1/chat/completions/batch", new BatchChatRoute(json, chats, prompts, generating, config));
        serve(routes, "/inference/v1/generate", new GenerateRoute(json, common, preparer, generating, details));
        RenderRoutes render = new RenderRoutes(json, completions, chats, prompts, preparer, generating);
        routes.add("POST", "/v1/completions/render", render::completion)
                .add("POST", "/v1/chat/completions/render", render::chat)
                .add("POST", "/tokenize", tokens::tokenize)
                .add("POST", "/detokenize", tokens::detokenize)
                .add("GET", "/openapi.json", OpenApi::document);
        addResponses(routes);
        MessagesRoutes messages = new MessagesRoutes(json, door);
        serve(routes, "/v1/messages", messages::create);
        routes.add("POST", "/v1/messages/count_tokens", messages::countTokens);
    }

    private void addResponses(Router.Builder routes) {
        ApiOptions options = config.api();
        ResponseStore store = new ResponseStore(options.storedResponses(), options.storedBytes());
        ResponsesRoutes responses = new ResponsesRoutes(json, door, store);
        serve(routes, "/v1/responses", responses::create);
        routes.add("GET", "/v1/responses/*", responses::retrieve)
                .add("POST", "/v1/responses/*", responses::cancel)
                .add("DELETE", "/v1/responses/*", responses::delete);
    }

    private void serve(Router.Builder routes, String path, HttpHandler handler) {
        routes.add("POST", path, exchange -> {
            state.requireServing();
            handler.handle(exchange);
        });
    }
}
