"""Writes goldens.json: greedy continuations of a few prompts, for an engine's tests to compare with."""

import argparse
import json
import pathlib

import tokenizers
import torch
import transformers

from reference import STOPS, chat_ids, generate, load, plain_ids, turns

STEPS = 64
CLEAR_GAP = 0.01
# Always kept, whatever their gap: the shortest prompt, the usual ones, and one far from the training text.
PROMPTS = {
    "empty": "",
    "once": "Once upon a time",
    "little": "The little",
    "unusual": "Grüße! 🦊 The price was 3.50 €,",
}
CHATS = {
    "chat-hello": [("user", "Hello!")],
    "chat-story": [("user", "Tell me a story about a rabbit and a red boat.")],
    "chat-system": [("system", "You are a friendly storyteller. Use simple words."),
                    ("user", "Can you write a short story about a girl named Mia?")],
}
# Kept where the path has no near tie, so that an engine must follow it to the last token.
CLEAR_PROMPTS = [
    "One day, a brave girl named Mia found a red boat by the river.",
    'Nora had a silver key. It was her favorite thing. One day, Nora looked for the key, but it was gone. She felt sad.\n\n"Where is my key!" cried Nora.',
    "Ben was afraid of the dark. One evening, Ben was in the bedroom. His heart beat fast.",
    'Leo wanted to learn to swim. One day, he asked a kind sailor. "Can you teach me?" asked Leo.',
    "It was Lucy's birthday. She woke up early and looked for presents. But nobody was there.",
    "One night, Otto could not sleep. He sat at the window and looked at the stars. Then he saw a falling star.",
    "In spring, a wise gardener gave Ella a tulip seed.",
    'On Monday, Tom wanted to go to the park with Ivy. But it rained and rained, and they had to stay inside.',
]
CLEAR_CHATS = [
    [("user", "Who are you?")],
    [("user", "What can you do?")],
    [("user", "What is the capital of France?")],
    [("user", "Tell me a story about telling the truth."), ],
    [("user", "Continue this story: Finn was a clever boy who lived near the lake. His best friend was Rosa, a shy girl.")],
    [("user", "Hi!"), ("assistant", "Hello! I tell little stories. What should the story be about?"),
     ("user", "Tell me a story about a girl named Zoe and a blue hat.")],
]


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


def _plain(tokenizer, model, name, text):
    return case(tokenizer, model, name, plain_ids(tokenizer, text), text=text)


def _chat(tokenizer, model, name, messages):
    return case(tokenizer, model, name, chat_ids(tokenizer, turns(messages)), messages=turns(messages))


def goldens(folder):
    tokenizer, model = load(folder)
    cases = [_plain(tokenizer, model, n, t) for n, t in PROMPTS.items()]
    cases += [_chat(tokenizer, model, n, m) for n, m in CHATS.items()]
    clear = [_plain(tokenizer, model, f"clear-{i}", t) for i, t in enumerate(CLEAR_PROMPTS)]
    clear += [_chat(tokenizer, model, f"clear-chat-{i}", m) for i, m in enumerate(CLEAR_CHATS)]
    cases += [c for c in clear if c["min_top2_gap"] >= CLEAR_GAP]
    return {
        "architecture": "LlamaForCausalLM", "weights_dtype": "bfloat16", "compute_dtype": "float32",
        "steps": STEPS, "stop_token_ids": list(STOPS),
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__, "tokenizers": tokenizers.__version__},
        "note": "Greedy, at most `steps` tokens, ended early by a stop token. Log-probabilities are natural logarithms. "
                f"The cases clear-* have a gap of at least {CLEAR_GAP} at every step; in the others an engine's path may part from "
                "this one without being wrong where its error nears min_top2_gap.",
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
