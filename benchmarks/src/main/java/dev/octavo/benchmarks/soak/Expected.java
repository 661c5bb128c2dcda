package dev.octavo.benchmarks.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Greedy requests and the answers that the server gives to each when nothing else runs. */
record Expected(List<String> bodies, List<String> texts, int tokens) {

    private static final List<String> WHO =
            List.of("Lily", "Tom", "Anna", "Ben", "Mia", "Sam", "a cat", "a dog", "a bird");
    private static final List<String> WHERE = List.of("park", "garden", "forest", "kitchen", "school", "river", "shop");
    private static final List<String> WHAT = List.of("ball", "hat", "cake", "book", "boat", "flower", "box", "kite");

    static Expected ask(StreamClient client, int prompts, int tokens, long seed) throws IOException {
        Random random = new Random(seed);
        List<String> bodies = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < prompts; i++) {
            String prompt = "Once upon a time, " + pick(WHO, random) + " and " + pick(WHO, random) + " went to the "
                    + pick(WHERE, random) + ". They found a " + pick(WHAT, random) + " number " + i + ".";
            String body = "{\"prompt\":\"" + prompt + "\",\"max_tokens\":" + tokens
                    + ",\"temperature\":0,\"ignore_eos\":true,\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
            bodies.add(body);
            texts.add(client.complete(body, any -> true).text());
        }
        return new Expected(bodies, texts, tokens);
    }

    private static String pick(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }
}
