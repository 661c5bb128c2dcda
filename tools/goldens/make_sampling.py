#!/usr/bin/env python3
"""Makes runtime/src/test/resources/sampling.json: what becomes of a row of logits, in float64, written down from vLLM's documented order alone.

allowed_token_ids, bad_words, min_tokens, logit_bias, repetition, frequency and presence penalty, temperature, min_p, top_k, top_p; every case mixes several. Cases in
which a token is so near a limit that float32 might decide otherwise are drawn again. Run it from the repository's root; needs numpy.
"""

import json
import pathlib

import numpy as np

TARGET = pathlib.Path("runtime/src/test/resources/sampling.json")
CASES = 80
NEG = -np.inf


class TooClose(Exception):
    pass


def limit(values, threshold):
    """Which values are below a threshold; refuses near misses."""
    finite = values[np.isfinite(values)]
    if np.any((np.abs(finite - threshold) < 1e-4 * max(1.0, abs(threshold))) & (finite != threshold)):
        raise TooClose
    return values < threshold


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def log_softmax(x):
    return x - x.max() - np.log(np.exp(x - x.max()).sum())


def adjust(x, p, prompt, output):
    x = x.copy()
    if p.get("allowed_token_ids"):
        mask = np.ones(len(x), bool)
        mask[p["allowed_token_ids"]] = False
        x[mask] = NEG
    for word in p.get("bad_words_token_ids", []):
        tail = output[len(output) - (len(word) - 1):] if len(word) > 1 else []
        if len(word) - 1 <= len(output) and list(tail) == word[:-1]:
            x[word[-1]] = NEG
    if len(output) < p.get("min_tokens", 0):
        x[p.get("stop_token_ids", [])] = NEG
    for token, bias in p.get("logit_bias", {}).items():
        x[int(token)] += bias
    repetition = p.get("repetition_penalty", 1.0)
    for token in set(prompt) | set(output):
        x[token] = x[token] / repetition if x[token] > 0 else x[token] * repetition
    for token in set(output):
        x[token] -= p.get("frequency_penalty", 0.0) * output.count(token)
        x[token] -= p.get("presence_penalty", 0.0)
    return x


def truncate(x, p):
    x = x / p["temperature"]
    if p.get("min_p", 0) > 0:
        probabilities = softmax(x)
        x = np.where(limit(probabilities / probabilities.max(), p["min_p"]), NEG, x)
    if 0 < p.get("top_k", 0) < len(x):
        x = np.where(x < np.sort(x)[-p["top_k"]], NEG, x)
    if p.get("top_p", 1.0) < 1:
        order = np.argsort(x, kind="stable")
        below = np.cumsum(softmax(x)[order])
        drop = limit(below, 1 - p["top_p"])
        drop[-1] = False
        x[order[drop]] = NEG
    return x


def draw_parameters(rng, size):
    def maybe(share):
        return rng.random() < share

    ids = lambda n: sorted(int(t) for t in rng.choice(size, n, replace=False))
    p = {"temperature": 0.0 if maybe(0.2) else round(float(rng.uniform(0.3, 1.7)), 2)}
    if maybe(0.5):
        p["top_k"] = int(rng.integers(1, size + 4))
    if maybe(0.5):
        p["top_p"] = round(float(rng.uniform(0.05, 0.99)), 3)
    if maybe(0.4):
        p["min_p"] = round(float(rng.uniform(0.001, 0.3)), 4)
    if maybe(0.5):
        p["repetition_penalty"] = round(float(rng.uniform(0.6, 1.8)), 2)
    if maybe(0.5):
        p["frequency_penalty"] = round(float(rng.uniform(-2, 2)), 2)
    if maybe(0.5):
        p["presence_penalty"] = round(float(rng.uniform(-2, 2)), 2)
    if maybe(0.3):
        p["allowed_token_ids"] = ids(int(rng.integers(2, size)))
    if maybe(0.5):
        p["logit_bias"] = {str(t): round(float(rng.uniform(-9, 9)), 2) for t in ids(int(rng.integers(1, 6)))}
    if maybe(0.5):
        p["min_tokens"] = int(rng.integers(0, 9))
        p["stop_token_ids"] = ids(3)
    return p


def draw_case(rng):
    size = int(rng.integers(3, 48))
    logits = np.round(rng.normal(0, float(rng.choice([0.5, 3, 12])), size), 3)
    prompt = [int(t) for t in rng.integers(0, size, rng.integers(1, 9))]
    output = [int(t) for t in rng.integers(0, size, rng.integers(0, 9))]
    p = draw_parameters(rng, size)
    if rng.random() < 0.6:
        words = [[int(t) for t in rng.integers(0, size, rng.integers(1, 4))] for _ in range(3)]
        for length in (1, 2, 3):
            if len(output) >= length:
                words.append(output[-length:] + [int(rng.integers(0, size))])
        p["bad_words_token_ids"] = words
    adjusted = adjust(logits, p, prompt, output)
    if not np.isfinite(adjusted.max()):
        raise TooClose
    greedy = p["temperature"] == 0
    best = np.sort(adjusted)
    if greedy and size > 1 and best[-1] - best[-2] < 1e-3:
        raise TooClose
    processed = adjusted if greedy else truncate(adjusted, p)

    def numbers(x):
        return [None if v == NEG else round(float(v), 6) for v in x]

    return {
        "logits": numbers(logits),
        "prompt_token_ids": prompt,
        "output_token_ids": output,
        "params": p,
        "adjusted": numbers(adjusted),
        "raw_logprobs": numbers(log_softmax(logits)),
        "processed_logits": numbers(processed),
        "processed_logprobs": numbers(log_softmax(processed)),
    }


def main():
    rng = np.random.default_rng(20)
    cases = []
    while len(cases) < CASES:
        try:
            cases.append(draw_case(rng))
        except TooClose:
            pass
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    TARGET.write_text('{"numpy":"' + np.__version__ + '","cases":[\n' + lines + "\n]}\n")


if __name__ == "__main__":
    main()
