"""Checks the exported models and measures what the model cards state; fails if something is not as promised."""

import argparse
import json
import pathlib
import random
import re

import safetensors
import torch

import corpus
from chat import conversation
from reference import STOPS, chat_ids, generate, generate_all, load, plain_ids, turns
from tokens import ASSISTANT_ID, render_chat

_LIMIT = 16 << 20
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
STARTS = ["Once upon a time", "The little", "One day,", "There was"]
REQUESTS = [
    [("user", "Tell me a story about a rabbit and a red boat.")],
    [("user", "Can you write a short story about a girl named Mia?")],
    [("system", "You are a friendly storyteller."), ("user", "Write a story about being brave.")],
    [("user", "Hello!")],
    [("user", "Who are you?")],
]


def check_files(folder):
    """Every tensor is bf16, nothing is stored twice."""
    with safetensors.safe_open(folder / "model.safetensors", "pt") as tensors:
        names = list(tensors.keys())
        assert "lm_head.weight" not in names
        assert all(tensors.get_slice(n).get_dtype() == "BF16" for n in names)
    return (folder / "model.safetensors").stat().st_size


def check_tokenizer(tokenizer, folder):
    """The tokenizer loses nothing, and the chat template writes what the model was trained on."""
    rng = random.Random(11)
    for text in ["Grüße, 世界! 🦊\n\t x  y", *[corpus.document(rng) for _ in range(50)]]:
        assert tokenizer.decode(tokenizer(text, add_special_tokens=False)["input_ids"]) == text, (folder, text)
    for _ in range(200):
        messages = conversation(rng)
        assert tokenizer.apply_chat_template(turns(messages), tokenize=False) + "<|eos|>" == render_chat(messages)


def answers(tokenizer, model, count):
    """Greedy answers to questions about a story just told, compared word for word with the true answer."""
    rng, prompts, wanted = random.Random(21), [], []
    while len(prompts) < count:
        messages = conversation(rng)
        tail = messages[-1][1]
        if len(messages) < 2 or not messages[-2][1].endswith("?") or len(tail) > 120 or not any(len(t) > 500 for _, t in messages):
            continue
        ids = chat_ids(tokenizer, turns(messages[:-1]))
        if len(ids) <= 460:
            prompts.append(ids)
            wanted.append(tail)
    written = [tokenizer.decode(w, skip_special_tokens=True).strip() for w in generate_all(model, prompts, 40)]
    wrong = [f"{w} / {t}" for w, t in zip(written, wanted) if w != t]
    return 1 - len(wrong) / count, wrong[:10]


def honoured(tokenizer, model, count):
    """How many requested kinds, names and things the sampled story tells of; the prompts and what was written."""
    rng, wishes = random.Random(31), []
    for _ in range(count):
        kind, name = rng.choice([("girl", "Nora"), ("boy", "Ben"), ("fox", "Pepper"), ("owl", "Oscar"), ("kitten", "Maple")])
        wishes.append((kind, name, rng.choice(["red boat", "silver key", "warm blanket", "old map", "yellow kite", "blue hat"])))
    prompts = [chat_ids(tokenizer, turns([("user", f"Tell me a story about a {k} named {n} and a {t}.")])) for k, n, t in wishes]
    written = generate_all(model, prompts, 420, temperature=0.7, seed=3)
    texts = [tokenizer.decode(w, skip_special_tokens=True) for w in written]
    told = sum(part in text for wish, text in zip(wishes, texts) for part in wish) / (3 * count)
    return told, sum(w[-1] in STOPS for w in written) / count, list(zip(prompts, written))


def free(tokenizer, model, count):
    """Stories without a request."""
    prompts = [plain_ids(tokenizer, STARTS[i % len(STARTS)]) for i in range(count)]
    return list(zip(prompts, generate_all(model, prompts, 420, temperature=0.7, seed=4)))


def known_words(tokenizer, folder, stories):
    """The share of written words that are words of the corpus, and the others."""
    forms = set()
    for text in corpus.train_texts(folder):
        forms.update(_WORD.findall(text))
    words = [w for _, written in stories for w in _WORD.findall(tokenizer.decode(written, skip_special_tokens=True))]
    return sum(w in forms for w in words) / len(words), sorted({w for w in words if w not in forms})


@torch.inference_mode()
def agreement(model, draft, stories):
    """How often the draft's greedy token is the main model's, over texts of the main model; mean run of four proposals."""
    same, runs = [], []
    for ids, written in stories:
        whole = torch.tensor([ids + written])
        at = slice(len(ids) - 1, whole.shape[1] - 1)
        hit = (model(input_ids=whole).logits[0, at].argmax(-1) == draft(input_ids=whole).logits[0, at].argmax(-1)).tolist()
        same += hit
        runs += [next((k for k in range(4) if not hit[i + k]), 4) for i in range(0, len(hit) - 4)]
    return sum(same) / len(same), sum(runs) / len(runs)


def samples(tokenizer, model):
    out = []
    for start in STARTS:
        for temperature in (0.0, 0.7):
            ids = generate(model, plain_ids(tokenizer, start), 400, temperature, seed=5)
            out.append({"prompt": start, "temperature": temperature, "text": start + tokenizer.decode(ids, skip_special_tokens=True)})
    for messages in REQUESTS:
        ids = generate(model, chat_ids(tokenizer, turns(messages)), 400, 0.7, seed=5)
        out.append({"prompt": messages, "temperature": 0.7, "text": tokenizer.decode(ids, skip_special_tokens=True)})
    return out


def follow_up(tokenizer, model):
    """A whole conversation, each answer fed back, as far as the context reaches."""
    messages = []
    for ask in ("Hi!", "Tell me a short story about a girl named Mia and a green kite.", "Who is the story about?", "Thank you!"):
        messages.append(("user", ask))
        asked = chat_ids(tokenizer, turns(messages))
        if len(asked) >= model.config.max_position_embeddings:
            return messages[:-1]
        ids = generate(model, asked, 300, 0.0)
        messages.append(("assistant", tokenizer.decode(ids, skip_special_tokens=True)))
    return messages


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("corpus", type=pathlib.Path)
    args.add_argument("model", type=pathlib.Path)
    args.add_argument("--draft", type=pathlib.Path)
    args.add_argument("--report", type=pathlib.Path)
    args.add_argument("--count", type=int, default=100)
    options = args.parse_args()
    torch.set_num_threads(1)
    tokenizer, model = load(options.model)
    check_tokenizer(tokenizer, options.model)
    size = check_files(options.model)
    told, finished, stories = honoured(tokenizer, model, options.count)
    stories += free(tokenizer, model, options.count)
    share, unknown = known_words(tokenizer, options.corpus, stories)
    right, wrong = answers(tokenizer, model, options.count)
    report = {"count": options.count, "parameters": model.num_parameters(), "bytes": size, "answers_right": right,
              "wrong_answers": wrong, "requests_honoured": told, "stories_finished": finished, "known_words": share,
              "unknown_words": unknown, "samples": samples(tokenizer, model), "conversation": follow_up(tokenizer, model)}
    if options.draft:
        assert (options.draft / "tokenizer.json").read_bytes() == (options.model / "tokenizer.json").read_bytes()
        draft_size = check_files(options.draft)
        assert size + draft_size <= _LIMIT, "both models together exceed 16 MiB"
        _, draft = load(options.draft)
        same, run = agreement(model, draft, stories)
        report.update(draft_parameters=draft.num_parameters(), draft_bytes=draft_size, agreement=same, accepted_of_four=run)
    assert ASSISTANT_ID == tokenizer.convert_tokens_to_ids("<|assistant|>")
    text = json.dumps(report, indent=2, ensure_ascii=False)
    print(text)
    if options.report:
        options.report.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
