#!/usr/bin/env python3
"""Makes the tiny checkpoints under runtime/src/test/resources/goldens with PyTorch and transformers.

Each is a random model of a few ten thousand parameters in the form that published checkpoints have, with the logits after a prompt and a
greedy continuation, computed in float32 without a cache. Run it from the repository's root, with requirements.txt installed.
"""

import json
import pathlib
import shutil

import torch
import transformers

TARGET = pathlib.Path("runtime/src/test/resources/goldens")
VOCABULARY = 96
STEPS = 24

COMMON = dict(
    vocab_size=VOCABULARY,
    hidden_size=32,
    intermediate_size=48,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=256,
    rms_norm_eps=1e-5,
    bos_token_id=1,
    eos_token_id=2,
    initializer_range=0.15,
)
ORIGINAL = 32


def llama(**extra):
    return transformers.LlamaConfig(**{**COMMON, "head_dim": 8, **extra})


def scaled(**rope):
    return {"rope_parameters": {"rope_theta": 10000.0, **rope}}


MODELS = {
    "llama-linear": llama(**scaled(rope_type="linear", factor=4.0)),
    "llama-dynamic": llama(**scaled(rope_type="dynamic", factor=4.0)),
    "llama-yarn": llama(
        **scaled(rope_type="yarn", factor=8.0, original_max_position_embeddings=ORIGINAL, beta_fast=32.0, beta_slow=1.0)
    ),
    "llama-llama3": llama(
        **scaled(
            rope_type="llama3",
            factor=8.0,
            low_freq_factor=1.0,
            high_freq_factor=4.0,
            original_max_position_embeddings=ORIGINAL,
        )
    ),
    "llama-biases-tied": llama(attention_bias=True, mlp_bias=True, tie_word_embeddings=True),
    "llama-wide-heads": llama(**{"head_dim": 24, "num_key_value_heads": 1}),
    "mistral-window": transformers.MistralConfig(**{**COMMON, "sliding_window": 5, "head_dim": 8}),
    "mistral-no-window": transformers.MistralConfig(**{**COMMON, "sliding_window": None, "head_dim": 16}),
    "qwen2-mixed-window": transformers.Qwen2Config(
        **{**COMMON, "use_sliding_window": True, "sliding_window": 6, "max_window_layers": 1, "tie_word_embeddings": True}
    ),
    "qwen3-bias-yarn": transformers.Qwen3Config(
        **{
            **COMMON,
            "head_dim": 16,
            "attention_bias": True,
            "rope_parameters": {
                "rope_theta": 1000000.0,
                "rope_type": "yarn",
                "factor": 4.0,
                "original_max_position_embeddings": ORIGINAL,
            },
        }
    ),
    "llama-float16": llama(),
    "qwen3-bfloat16-sharded": transformers.Qwen3Config(**{**COMMON, "head_dim": 8}),
}
STORED = {"llama-float16": torch.float16, "qwen3-bfloat16-sharded": torch.bfloat16}


def published(config_file: pathlib.Path, dtype: torch.dtype):
    """Rewrites config.json into the form that published checkpoints have."""
    config = json.loads(config_file.read_text())
    rope = config.pop("rope_parameters", None)
    if rope:
        config["rope_theta"] = rope.pop("rope_theta")
        if rope.get("rope_type", "default") != "default":
            config["rope_scaling"] = rope
    config.pop("dtype", None)
    config["torch_dtype"] = str(dtype).removeprefix("torch.")
    config.pop("transformers_version", None)
    config_file.write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")


@torch.no_grad()
def case(model, name, ids):
    tokens = list(ids)
    greedy, gaps = [], []
    last = None
    for _ in range(STEPS):
        logits = model(torch.tensor([tokens]), use_cache=False).logits[0, -1].float()
        if last is None:
            last = logits
        best = torch.topk(torch.log_softmax(logits, -1), 2).values
        gaps.append(float(best[0] - best[1]))
        tokens.append(int(torch.argmax(logits)))
        greedy.append(tokens[-1])
    return {
        "name": name,
        "prompt_ids": ids,
        "last_logits": [round(float(x), 6) for x in last],
        "greedy_ids": greedy,
        "min_top2_gap": min(gaps),
    }


def main():
    for index, (name, config) in enumerate(MODELS.items()):
        stored = STORED.get(name, torch.float32)
        folder = TARGET / name
        shutil.rmtree(folder, ignore_errors=True)
        for seed in range(100 + index, 10_000, 100):
            torch.manual_seed(seed)
            config._attn_implementation = "eager"
            model = transformers.AutoModelForCausalLM.from_config(config).eval()
            for parameter in model.parameters():
                if parameter.dim() == 1:
                    parameter.data.normal_(1.0 if parameter.mean() > 0.5 else 0.0, 0.1)
            model = model.to(stored).to(torch.float32)
            generator = torch.Generator().manual_seed(seed)
            prompts = {
                "short": torch.randint(3, VOCABULARY, (5,), generator=generator).tolist(),
                "long": torch.randint(3, VOCABULARY, (70,), generator=generator).tolist(),
            }
            cases = [case(model, key, ids) for key, ids in prompts.items()]
            if min(c["min_top2_gap"] for c in cases) > 0.01:
                break
        model.to(stored).save_pretrained(folder, max_shard_size="20KB" if "sharded" in name else "5GB")
        published(folder / "config.json", stored)
        (folder / "generation_config.json").unlink(missing_ok=True)
        (folder / "goldens.json").write_text(
            json.dumps(
                {"seed": seed, "torch": torch.__version__, "transformers": transformers.__version__, "cases": cases}, indent=None
            )
            + "\n"
        )
        print(name, sum(p.numel() for p in model.parameters()), "parameters, gap", min(c["min_top2_gap"] for c in cases))


if __name__ == "__main__":
    main()
