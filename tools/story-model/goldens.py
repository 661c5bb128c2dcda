"""Writes goldens.json: greedy continuations of a few prompts, for an engine's tests to compare with."""

import argparse
import json
import pathlib

import tokenizers
import torch
import transformers

from reference import STOPS, chat_ids, generate, load, plain_ids

STEPS = 64
PROMPTS = {
    "empty": "",
    "once": "Once upon a time",
    "little": "The little",
    "sentence": "One day, a brave girl named Mia found a red boat by the river.",
    "unusual": "Grüße! 🦊 The price was 3.50 €,",
}
CHATS = {
    "chat-hello": [{"role": "user", "content": "Hello!"}],
    "chat-story": [{"role": "user", "content": "Tell me a story about a rabbit and a red boat."}],
    "chat-system": [{"role": "system", "content": "You are a friendly storyteller. Use simple words."},
                    {"role": "user", "content": "Can you write a short story about a girl named Mia?"}],
}


@torch.inference_mode()
def case(tokenizer, model, name, ids, **more):
    written = generate(model, ids, STEPS)
    whole = torch.tensor([ids + written])
    scores = torch.log_softmax(model(input_ids=whole).logits[0].double(), dim=-1)
    tops = [torch.topk(scores[len(ids) - 1 + i], 5) for i in range(len(written))]
    pairs = [[[int(t), round(float(v), 6)] for v, t in zip(top.values, top.indices)] for top in tops]
    assert [p[0][0] for p in pairs] == written, f"{name}: one pass over the text parts from generation with the cache"
    return {
        "name": name, **more, "prompt_ids": ids,
        "prompt_logprobs": [None] + [round(float(scores[i, ids[i + 1]]), 6) for i in range(len(ids) - 1)],
        "greedy_ids": written, "greedy_text": tokenizer.decode(written),
        "greedy_logprobs": [p[0][1] for p in pairs], "greedy_top5": pairs,
        "finished_by_stop": written[-1] in STOPS, "min_top2_gap": min(round(p[0][1] - p[1][1], 6) for p in pairs),
    }


def goldens(folder):
    tokenizer, model = load(folder)
    cases = [case(tokenizer, model, n, plain_ids(tokenizer, t), text=t) for n, t in PROMPTS.items()]
    cases += [case(tokenizer, model, n, chat_ids(tokenizer, m), messages=m) for n, m in CHATS.items()]
    return {
        "architecture": "LlamaForCausalLM", "weights_dtype": "bfloat16", "compute_dtype": "float32",
        "steps": STEPS, "stop_token_ids": list(STOPS),
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__, "tokenizers": tokenizers.__version__},
        "note": "Greedy, at most `steps` tokens, ended early by a stop token. Log-probabilities are natural logarithms. "
                "Where an engine's error nears min_top2_gap its path may part without being wrong.",
        "cases": cases,
    }


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("folder", type=pathlib.Path)
    folder = args.parse_args().folder
    text = json.dumps(goldens(folder), ensure_ascii=False, separators=(",", ":"))
    (folder / "goldens.json").write_text(text.replace('{"name"', '\n{"name"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
