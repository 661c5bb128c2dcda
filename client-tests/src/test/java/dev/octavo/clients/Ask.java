package dev.octavo.clients;

import java.util.List;

/**
 * A request in no library's terms.
 *
 * @param model whom it is for
 * @param system the system's message, or empty for none
 * @param turns what was said so far
 * @param stop texts that end the answer
 */
record Ask(
        String model, String system, List<Turn> turns, double temperature, int maxTokens, List<String> stop, int seed) {

    static Ask of(String text) {
        return new Ask("stories", "", List.of(Turn.user(text)), 0, 24, List.of(), 1);
    }

    Ask to(String other) {
        return new Ask(other, system, turns, temperature, maxTokens, stop, seed);
    }

    Ask withSystem(String text) {
        return new Ask(model, text, turns, temperature, maxTokens, stop, seed);
    }

    Ask withTurns(Turn... said) {
        return new Ask(model, system, List.of(said), temperature, maxTokens, stop, seed);
    }

    Ask at(double degrees, int drawn) {
        return new Ask(model, system, turns, degrees, maxTokens, stop, drawn);
    }

    Ask atMost(int tokens) {
        return new Ask(model, system, turns, temperature, tokens, stop, seed);
    }

    Ask endingAt(String text) {
        return new Ask(model, system, turns, temperature, maxTokens, List.of(text), seed);
    }
}
