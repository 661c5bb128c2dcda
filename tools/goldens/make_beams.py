#!/usr/bin/env python3
"""Makes runtime/src/test/resources/beams.json: beam search by transformers' generate() on some of the checkpoints that make_goldens.py made.

Random models hardly ever end, so each case names end tokens that the model does produce. A case is kept only if noise on the log-probabilities, far above the
error of a float32 engine, changes neither the sequences nor their order. Run it from the repository's root, with requirements.txt installed.
"""

import collections
import itertools
import json
import pathlib

import torch
import transformers

GOLDENS = pathlib.Path("runtime/src/test/resources/goldens")
TARGET = pathlib.Path("runtime/src/test/resources/beams.json")
MODELS = ["llama-llama3", "mistral-window", "qwen2-mixed-window"]
NOISE = 2e-4
NEW_TOKENS = 14


class Noise(transformers.LogitsProcessor):
    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)

    def __call__(self, input_ids, scores):
        return scores + NOISE * (2 * torch.rand(scores.shape, generator=self.generator) - 1)


@torch.no_grad()
def search(model, ids, ends, width, penalty, early, least, noise=None):
    out = model.generate(
        torch.tensor([ids]),
        attention_mask=torch.ones(1, len(ids), dtype=torch.long),
        num_beams=width,
        num_return_sequences=width,
        do_sample=False,
        max_new_tokens=NEW_TOKENS,
        min_new_tokens=least or None,
        length_penalty=penalty,
        early_stopping=early,
        eos_token_id=ends or None,
        pad_token_id=0,
        logits_processor=transformers.LogitsProcessorList([] if noise is None else [Noise(noise)]),
        return_dict_in_generate=True,
        output_scores=True,
    )
    sequences = []
    for row in out.sequences.tolist():
        new = row[len(ids):]
        end = next((i + 1 for i, token in enumerate(new) if token in ends and i >= least), len(new))
        sequences.append(new[:end])
    return sequences, [round(float(s), 6) for s in out.sequences_scores]


def frequent(model, ids):
    """Tokens that beams without an end run into, the most frequent first."""
    sequences, _ = search(model, ids, [], 4, 1.0, False, 0)
    counts = collections.Counter(token for sequence in sequences for token in sequence[2:])
    return [token for token, _ in counts.most_common()]


def main():
    cases = []
    dropped = 0
    for name in MODELS:
        model = transformers.AutoModelForCausalLM.from_pretrained(GOLDENS / name, dtype=torch.float32, attn_implementation="eager").eval()
        model.generation_config = transformers.GenerationConfig()
        generator = torch.Generator().manual_seed(5)
        prompts = [torch.randint(3, model.config.vocab_size, (n,), generator=generator).tolist() for n in (3, 11, 37)]
        for ids, width, penalty in itertools.product(prompts, (2, 4), (0.5, 1.0, 2.0)):
            likely = frequent(model, ids)
            variants = [
                ([], False, 0),
                (likely[:1], False, 0),
                (likely[:1], True, 0),
                (likely[:1], "never", 0),
                (likely[1:3], False, 0),
                (likely[:2], False, 5),
            ]
            for ends, early, least in variants:
                sequences, scores = search(model, ids, ends, width, penalty, early, least)
                stable = all(search(model, ids, ends, width, penalty, early, least, seed)[0] == sequences for seed in (1, 2, 3))
                if not stable:
                    dropped += 1
                    continue
                cases.append(
                    {
                        "model": name,
                        "prompt_ids": ids,
                        "width": width,
                        "length_penalty": penalty,
                        "early_stopping": early,
                        "end_ids": ends,
                        "min_tokens": least,
                        "max_tokens": NEW_TOKENS,
                        "sequences": sequences,
                        "scores": scores,
                    }
                )
        print(name, len(cases), "cases so far,", dropped, "dropped")
    head = {"torch": torch.__version__, "transformers": transformers.__version__, "noise": NOISE}
    lines = ",\n".join(json.dumps(case) for case in cases)
    TARGET.write_text(json.dumps(head)[:-1] + ', "cases": [\n' + lines + "\n]}\n")


if __name__ == "__main__":
    main()
