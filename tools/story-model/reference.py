"""Loads an exported directory the way a user would, computing in float32 from the stored bf16 weights."""

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from tokens import END_ID, EOS_ID

STOPS = (EOS_ID, END_ID)


def load(folder):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    return tokenizer, model.eval()


def plain_ids(tokenizer, text):
    return tokenizer(text)["input_ids"]


def turns(messages):
    """(role, text) pairs as chat messages."""
    return [{"role": role, "content": text} for role, text in messages]


def chat_ids(tokenizer, messages):
    text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    return tokenizer(text, add_special_tokens=False)["input_ids"]


def generate(model, ids, limit=256, temperature=0.0, top_p=0.9, seed=0):
    """The ids written after the prompt, the stop token included."""
    return generate_all(model, [ids], limit, temperature, top_p, seed)[0]


@torch.inference_mode()
def generate_all(model, prompts, limit=256, temperature=0.0, top_p=0.9, seed=0):
    """As generate, for several prompts at once."""
    torch.manual_seed(seed)
    longest = max(len(p) for p in prompts)
    limit = min(limit, model.config.max_position_embeddings - longest)
    padded = torch.tensor([[EOS_ID] * (longest - len(p)) + p for p in prompts])
    mask = torch.tensor([[0] * (longest - len(p)) + [1] * len(p) for p in prompts])
    sampling = dict(do_sample=True, temperature=temperature, top_p=top_p, top_k=0) if temperature > 0 else dict(
        do_sample=False, temperature=None, top_p=None)
    out = model.generate(padded, attention_mask=mask, max_new_tokens=limit, eos_token_id=list(STOPS),
                         pad_token_id=EOS_ID, **sampling)
    return [_until_stop(row) for row in out[:, longest:].tolist()]


def _until_stop(ids):
    stop = next((i for i, t in enumerate(ids) if t in STOPS), len(ids) - 1)
    return ids[:stop + 1]
