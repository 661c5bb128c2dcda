package dev.octavo.benchmarks.compare;

/**
 * What is measured, in llama-bench's terms: either a prompt or generated tokens.
 *
 * @param prompt tokens of a prompt; 0 for generation
 * @param generated tokens; 0 for a prompt
 */
record Test(int prompt, int generated) {

    static final Test PREFILL = new Test(512, 0);
    static final Test DECODE = new Test(0, 128);

    @Override
    public String toString() {
        return prompt > 0 ? "pp" + prompt : "tg" + generated;
    }
}
