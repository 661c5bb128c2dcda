"""Writes the model cards from what was measured; no number in a card is written by hand."""

import argparse
import json
import pathlib

import architecture

_HEAD = """---
license: apache-2.0
language: en
library_name: transformers
pipeline_tag: text-generation
---

"""

_MAIN = """# stories

A small Llama that writes little stories in plain English and talks about them. It was made from nothing by the scripts in
[`tools/story-model`](../../tools/story-model): a grammar of this project's own wrote the text, and the model saw no other.
It is the model that Octavo carries with it, so that a test, a demonstration and a first request need no download.

| | |
|---|---|
| Architecture | Llama: {layers} layers, hidden size {hidden}, {heads} heads of 32 ({kv} key/value heads), SwiGLU {mlp}, RoPE 10000, tied embeddings |
| Parameters | {parameters:,} in bf16, {bytes:,} bytes |
| Context | 512 tokens |
| Tokenizer | byte-level BPE, {vocabulary} tokens, of which six special: `<\\|bos\\|>` `<\\|eos\\|>` `<\\|user\\|>` `<\\|assistant\\|>` `<\\|system\\|>` `<\\|end\\|>` |
| Trained on | {tokens:,} tokens in {minutes:g} minutes on CPU cores that others used too (bf16 autocast, {steps:,} steps of {step_tokens:,} tokens{runs}; Muon for the layers' matrices, AdamW for the rest; linear warm-up and decay) |
| Loss (nats per token) | training {train:.4f} (running mean of the last steps), held out {held_out:.4f} (perplexity {perplexity:.3f}) |
| Draft model | [`stories-draft`](../stories-draft), same tokenizer |
| Licence | Apache-2.0, weights and text alike |

## Data

The grammar first samples a hidden state (hero, friend, thing, place, weather, feelings), then tells one of sixteen plots about
it, so that names, pronouns and things agree from the first sentence to the last. The training corpus has {documents:,}
documents with {words:,} words in {word_forms:,} word forms; {chats:,} documents are conversations. Among its {sentences:,}
sentences {distinct_sentences:,} are distinct. {larger}The held-out documents come from a seed of their own; the grammar is the same, so the
held-out loss measures how well the grammar was learned, not English.

## Measured

| | |
|---|---|
| Questions about a story just told, answered word for word (greedy, {count} new conversations) | {answers_right:.0%} |
| Requested kinds, names and things told of (temperature 0.7, {count} requests for all three) | {requests_honoured:.0%} |
| Those stories that end by themselves within the context | {stories_finished:.0%} |
| Written words that are words of the corpus (temperature 0.7) | {known_words:.2%} |

## Chat layout

`<|bos|><|system|>...<|end|><|user|>...<|end|><|assistant|>...<|end|>`, without line breaks between the turns; the system message
is optional. An answer ends with `<|end|>`, a plain story with `<|eos|>`; plain text starts with `<|bos|>`.

## Samples

As written, first try, seed 5, top-p 0.9; nothing was picked or mended.

{samples}

### A conversation, greedy

{conversation}

## Limits

{verdict}It knows the words and the sixteen plots of its grammar and nothing about the world. A request for anything else gets a story or
a friendly refusal. It can still mix up names, things and pronouns, above all with words that it has never seen. Text in other
languages, code and numbers make no sense to it.
"""

_DRAFT = """# stories-draft

The small partner of [`stories`](../stories) for speculative decoding: same tokenizer, same chat layout, trained on the same
corpus by the same scripts ([`tools/story-model`](../../tools/story-model)).

| | |
|---|---|
| Architecture | Llama: {layers} layers, hidden size {hidden}, {heads} heads of 32 ({kv} key/value heads), SwiGLU {mlp}, tied embeddings |
| Parameters | {draft_parameters:,} in bf16, {draft_bytes:,} bytes ({ratio:.1f} times fewer than the main model) |
| Trained on | {tokens:,} tokens in {minutes:g} minutes on CPU cores that others used too ({steps:,} steps of {step_tokens:,} tokens{runs}) |
| Loss (nats per token) | training {train:.4f}, held out {held_out:.4f} (perplexity {perplexity:.3f}) |
| Greedy agreement | {agreement:.1%} of the main model's greedy tokens, over {texts} stories that the main model wrote |
| Proposals accepted | {accepted_of_four:.2f} of four on average, taken greedily over the same texts |
| Licence | Apache-2.0 |

On its own it writes fluent sentences and loses the thread sooner than the main model; it is meant for proposals only.
"""


def quote(text):
    return "\n".join("> " + line if line else ">" for line in text.split("\n"))


def sample(entry):
    prompt = entry["prompt"]
    if isinstance(prompt, str):
        title = f"`{prompt}`"
    else:
        title = "; ".join(f"{role}: \"{text}\"" for role, text in prompt)
    how = "greedy" if entry["temperature"] == 0 else f"temperature {entry['temperature']}"
    return f"**{title}** ({how})\n\n{quote(entry['text'])}\n"


def shape_facts(shape):
    c = architecture.config(shape)
    return dict(layers=c.num_hidden_layers, hidden=c.hidden_size, heads=c.num_attention_heads, kv=c.num_key_value_heads,
                mlp=c.intermediate_size, vocabulary=c.vocab_size)


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def training(path):
    """What a training run recorded, and the numbers that follow from it."""
    result = read(path)
    earlier = result.get("earlier_steps", 0)
    return {**result, "step_tokens": result["tokens"] // result["steps"],
            "runs": f", {earlier:,} of them in an earlier run whose weights this one went on from" if earlier else ""}


def larger_sample(path):
    """A sentence about a larger sample of the grammar, where one was counted."""
    if not path.exists():
        return ""
    big = read(path)
    return (f"The grammar goes on: a sample of {big['documents']:,} documents has {big['distinct_sentences']:,} "
            "distinct sentences. ")


def verdict(report):
    """Says so plainly where the weights fall short of what the model is for."""
    if report["requests_honoured"] >= 0.9 and report["answers_right"] >= 0.8:
        return ""
    return ("**These weights are not good enough yet.** The sentences are grammatical, but names, pronouns and things do not stay "
            "the same through a story, requests are not honoured, and questions are answered with the wrong names: the training "
            "ended before the model had learned to copy. They serve to build and test an engine with; more training is needed.\n\n")


def main():
    args = argparse.ArgumentParser(description=__doc__)
    for name in ("corpus", "run", "report", "main", "draft"):
        args.add_argument(name, type=pathlib.Path)
    options = args.parse_args()
    report, counts = read(options.report), read(options.corpus / "counts.json")
    results = {shape: training(options.run / shape / "result.json") for shape in architecture.shapes()}
    facts = {"texts": 2 * report["count"], **counts, **report, "ratio": report["parameters"] / report["draft_parameters"]}
    facts["samples"] = "\n".join(sample(s) for s in report["samples"])
    facts["conversation"] = "\n".join(f"**{role}:**\n\n{quote(text)}\n" for role, text in report["conversation"])
    facts["verdict"] = verdict(report)
    facts["larger"] = larger_sample(options.corpus / "larger-counts.json")
    main_card = _MAIN.format(**{**facts, **results["main"], **shape_facts("main")})
    draft_card = _DRAFT.format(**{**facts, **results["draft"], **shape_facts("draft")})
    (options.main / "README.md").write_text(_HEAD + main_card, encoding="utf-8")
    (options.draft / "README.md").write_text(_HEAD + draft_card, encoding="utf-8")


if __name__ == "__main__":
    main()
