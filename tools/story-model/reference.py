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


@torch.inference_mode()
def generate(model, ids, limit=256, temperature=0.0, top_p=0.9, seed=0):
    """The ids written after the prompt, the stop token included."""
    torch.manual_seed(seed)
    limit = min(limit, model.config.max_position_embeddings - len(ids))
    sampling = dict(do_sample=True, temperature=temperature, top_p=top_p, top_k=0) if temperature > 0 else dict(
        do_sample=False, temperature=None, top_p=None)
    out = model.generate(torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long),
                         max_new_tokens=limit, eos_token_id=list(STOPS), pad_token_id=EOS_ID, **sampling)
    return out[0, len(ids):].tolist()
