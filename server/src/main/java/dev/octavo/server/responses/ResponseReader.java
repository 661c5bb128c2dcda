package dev.octavo.server.responses;

import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.ChatEngine;
import dev.octavo.server.protocol.Fields;
import dev.octavo.server.protocol.PreparedChat;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads requests to {@code /v1/responses} and says them in the terms of a chat. */
final class ResponseReader {

    /** What both APIs call by the same name. */
    private static final List<String> SHARED = List.of(
            "model",
            "temperature",
            "top_p",
            "top_k",
            "min_p",
            "repetition_penalty",
            "frequency_penalty",
            "presence_penalty",
            "seed",
            "stop",
            "stop_token_ids",
            "ignore_eos",
            "min_tokens",
            "skip_special_tokens",
            "include_stop_str_in_output",
            "logit_bias",
            "allowed_token_ids",
            "bad_words",
            "priority",
            "cache_salt",
            "request_id",
            "session_id",
            "user",
            "metadata",
            "parallel_tool_calls",
            "service_tier",
            "safety_identifier",
            "prompt_cache_key",
            "chat_template",
            "chat_template_kwargs",
            "media_io_kwargs",
            "mm_processor_kwargs",
            "structured_outputs",
            "repetition_detection",
            "thinking_token_budget",
            "kv_transfer_params",
            "ec_transfer_params",
            "vllm_xargs");

    private static final String LOGPROBS = "message.output_text.logprobs";
    private static final Set<String> INCLUDABLE = Set.of(
            LOGPROBS,
            "reasoning.encrypted_content",
            "file_search_call.results",
            "web_search_call.results",
            "web_search_call.action.sources",
            "message.input_image.image_url",
            "computer_call_output.output.image_url",
            "code_interpreter_call.outputs");
    private static final int MAX_INCLUDE = 16;
    private static final int MAX_LOGPROBS = 20;

    /** A request and the chat that answers it. */
    record Read(ResponseRequest request, PreparedChat chat) {}

    private final ChatEngine engine;
    private final ResponseStore store;

    ResponseReader(ChatEngine engine, ResponseStore store) {
        this.engine = engine;
        this.store = store;
    }

    Read read(Fields fields) {
        refuseTools(fields);
        refuseFormats(fields);
        List<String> include = fields.texts("include", MAX_INCLUDE);
        for (String each : include) {
            if (!INCLUDABLE.contains(each)) {
                throw ApiException.badField("include", "include must not contain \"" + each + "\".");
            }
        }
        boolean stream = fields.flag("stream", false);
        fields.object("stream_options");
        boolean keep = fields.flag("store", true) && store.isEnabled();
        boolean background = fields.flag("background", false);
        refuseBackground(background, keep, stream);
        int top = fields.integer("top_logprobs", 0, MAX_LOGPROBS).orElse(0);
        boolean logprobs = include.contains(LOGPROBS);
        InputItems items = items(fields);
        ArrayNode conversation = keep ? items.messages().deepCopy() : JsonNodeFactory.instance.arrayNode();
        ObjectNode chat = chat(fields, items, logprobs ? top : -1);
        try {
            PreparedChat prepared = engine.prepare(Fields.root(chat));
            boolean raw = fields.flag("enable_response_messages", false);
            return new Read(
                    new ResponseRequest(fields.members(), conversation, logprobs, top, raw, stream, background, keep),
                    prepared);
        } catch (ApiException e) {
            throw items.located(e);
        }
    }

    private InputItems items(Fields fields) {
        InputItems items = new InputItems();
        fields.text("previous_response_id").ifPresent(id -> items.addKept(store.conversation(id)));
        items.addMessages(fields, "previous_input_messages");
        items.addInput(fields);
        return items;
    }

    private static ObjectNode chat(Fields fields, InputItems items, int logprobs) {
        ObjectNode chat = JsonNodeFactory.instance.objectNode();
        for (String name : SHARED) {
            fields.node(name).ifPresent(node -> chat.set(name, node));
        }
        fields.integer("max_tool_calls", 1, Integer.MAX_VALUE);
        fields.integer("max_output_tokens", 1, Integer.MAX_VALUE)
                .ifPresent(most -> chat.put("max_completion_tokens", most));
        fields.object("reasoning")
                .flatMap(reasoning -> reasoning.text("effort"))
                .ifPresent(effort -> chat.put("reasoning_effort", effort));
        String truncation = fields.text("truncation").orElse("disabled");
        if (truncation.equals("auto")) {
            chat.put("truncate_prompt_tokens", -1);
        } else if (!truncation.equals("disabled")) {
            throw ApiException.badField("truncation", "truncation must be \"auto\" or \"disabled\".");
        }
        if (logprobs >= 0) {
            chat.put("logprobs", true).put("top_logprobs", logprobs);
        }
        fields.text("instructions").ifPresent(items::addInstructions);
        chat.set("messages", items.messages());
        return chat;
    }

    private static void refuseTools(Fields fields) {
        for (JsonNode tool : fields.list("tools", "a list of tools", 1024)) {
            Fields.of(tool, "tools");
            throw ApiException.notImplemented(
                    "tools", "tools are not supported by /v1/responses yet: leave tools out.");
        }
        JsonNode choice = fields.node("tool_choice").orElse(null);
        if (choice != null && !(choice.isString() && Set.of("none", "auto").contains(choice.stringValue()))) {
            throw ApiException.badField("tool_choice", "tool_choice must be \"none\" or \"auto\" without tools.");
        }
        if (fields.has("prompt")) {
            throw ApiException.badField("prompt", "prompt templates are not supported: put the text into input.");
        }
    }

    private static void refuseFormats(Fields fields) {
        String type = fields.object("text")
                .flatMap(text -> text.object("format"))
                .flatMap(format -> format.text("type"))
                .orElse("text");
        if (!type.equals("text")) {
            throw ApiException.badField(
                    "text.format",
                    "text.format of type " + type + " is not supported yet; only \"text\" is. Ask for the form in the "
                            + "prompt and leave text.format out.");
        }
    }

    private static void refuseBackground(boolean background, boolean keep, boolean stream) {
        if (background && !keep) {
            throw ApiException.badField(
                    "background",
                    "background needs a server that keeps responses (--enable-responses-store) and store true.");
        }
        if (background && stream) {
            throw ApiException.badField(
                    "background", "background cannot be combined with stream: ask GET /v1/responses/{id} instead.");
        }
    }
}
