"""Writes a trained shape as a Hugging Face directory in bf16."""

import argparse
import json
import pathlib

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, processors

import architecture
from tokens import ASSISTANT, BOS, BOS_ID, CHAT_TEMPLATE, END, END_ID, EOS, EOS_ID, SPECIALS, SYSTEM, USER


def model_config(shape):
    """config.json in the form of published checkpoints."""
    c = architecture.config(shape)
    return {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama",
        "attention_bias": False, "attention_dropout": 0.0, "bos_token_id": BOS_ID, "eos_token_id": [EOS_ID, END_ID],
        "head_dim": c.head_dim, "hidden_act": c.hidden_act, "hidden_size": c.hidden_size,
        "initializer_range": c.initializer_range, "intermediate_size": c.intermediate_size,
        "max_position_embeddings": c.max_position_embeddings, "mlp_bias": False,
        "num_attention_heads": c.num_attention_heads, "num_hidden_layers": c.num_hidden_layers,
        "num_key_value_heads": c.num_key_value_heads, "pretraining_tp": 1, "rms_norm_eps": c.rms_norm_eps,
        "rope_scaling": None, "rope_theta": 10000.0, "tie_word_embeddings": True, "torch_dtype": "bfloat16",
        "use_cache": True, "vocab_size": c.vocab_size,
    }


def generation_config():
    return {"bos_token_id": BOS_ID, "eos_token_id": [EOS_ID, END_ID], "do_sample": True, "temperature": 0.7, "top_p": 0.9}


def tokenizer_config():
    added = {str(i): {"content": s, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}
             for i, s in enumerate(SPECIALS)}
    return {
        "added_tokens_decoder": added, "additional_special_tokens": [USER, ASSISTANT, SYSTEM, END],
        "bos_token": BOS, "chat_template": CHAT_TEMPLATE, "clean_up_tokenization_spaces": False, "eos_token": EOS,
        "model_max_length": architecture.CONTEXT, "tokenizer_class": "PreTrainedTokenizerFast",
    }


def write_tokenizer(source, target):
    """The trained tokenizer, plus the rule that plain text begins with the beginning token."""
    tokenizer = Tokenizer.from_file(str(source))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BOS} $A", pair=f"{BOS} $A $B", special_tokens=[(BOS, BOS_ID)])
    tokenizer.save(str(target))


def write_weights(source, target):
    state = torch.load(source, map_location="cpu", weights_only=True)
    state.pop("lm_head.weight", None)  # tied to the embedding
    tensors = {name: t.to(torch.bfloat16).contiguous() for name, t in state.items()}
    save_file(tensors, str(target), metadata={"format": "pt"})


def write_json(path, value):
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def export(corpus, run, shape, target):
    target.mkdir(parents=True, exist_ok=True)
    write_json(target / "config.json", model_config(shape))
    write_json(target / "generation_config.json", generation_config())
    write_json(target / "tokenizer_config.json", tokenizer_config())
    write_json(target / "special_tokens_map.json", {
        "additional_special_tokens": [USER, ASSISTANT, SYSTEM, END], "bos_token": BOS, "eos_token": EOS})
    write_tokenizer(corpus / "tokenizer.json", target / "tokenizer.json")
    write_weights(run / shape / "weights.pt", target / "model.safetensors")


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("corpus", type=pathlib.Path)
    args.add_argument("run", type=pathlib.Path)
    args.add_argument("target", type=pathlib.Path)
    args.add_argument("--shape", choices=architecture.shapes(), default="main")
    options = args.parse_args()
    export(options.corpus, options.run, options.shape, options.target)


if __name__ == "__main__":
    main()
