package dev.octavo.benchmarks.compare;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is measured, in llama-bench's terms: either a prompt or generated tokens.
 *
 * @param prompt tokens of a prompt; 0 for generation
 * @param generated tokens; 0 for a prompt
 * @param depth tokens that are in the cache before
 */
record Test(int prompt, int generated, int depth) {

    private static final Pattern FORM = Pattern.compile("(pp|tg)([1-9][0-9]{0,5})(?:@([1-9][0-9]{0,5}))?");

    /**
     * Reads a test's name: {@code pp512}, {@code tg128}, {@code tg128@4096}.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Test of(String name) {
        Matcher form = FORM.matcher(name);
        if (!form.matches() || (form.group(1).equals("pp") && form.group(3) != null)) {
            throw new IllegalArgumentException("\"" + name
                    + "\" is no test; take pp512 (prefill), tg128 (decode), tg128@4096 (decode behind 4096 tokens)");
        }
        int count = Integer.parseInt(form.group(2));
        int depth = form.group(3) == null ? 0 : Integer.parseInt(form.group(3));
        return form.group(1).equals("pp") ? new Test(count, 0, 0) : new Test(0, count, depth);
    }

    @Override
    public String toString() {
        return prompt > 0 ? "pp" + prompt : "tg" + generated + (depth > 0 ? "@" + depth : "");
    }
}
