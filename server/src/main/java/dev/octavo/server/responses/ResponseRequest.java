package dev.octavo.server.responses;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * A request to {@code /v1/responses}.
 *
 * @param members all its members, for those that the answer repeats
 * @param conversation the messages said so far, without the instructions; empty if the answer is not kept
 * @param logprobs whether the answer carries log-probabilities
 * @param topLogprobs alternatives for each token
 * @param rawMessages whether the answer carries prompt and output as tokens
 * @param stream whether it is answered event by event
 * @param background whether the client does not wait
 * @param store whether the answer is kept
 */
record ResponseRequest(
        Map<String, JsonNode> members,
        ArrayNode conversation,
        boolean logprobs,
        int topLogprobs,
        boolean rawMessages,
        boolean stream,
        boolean background,
        boolean store) {}
