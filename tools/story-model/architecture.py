"""The two shapes of the story model: the main model and the small draft."""

from transformers import LlamaConfig

from tokens import BOS_ID, END_ID, EOS_ID, VOCABULARY

CONTEXT = 512

_SHAPES = {
    "main": dict(hidden_size=256, num_hidden_layers=5, num_attention_heads=8,
                 num_key_value_heads=4, intermediate_size=704),
    "draft": dict(hidden_size=128, num_hidden_layers=2, num_attention_heads=4,
                  num_key_value_heads=2, intermediate_size=352),
}


def shapes():
    return list(_SHAPES)


def config(shape):
    """The configuration of one shape; both share vocabulary, context and head size."""
    return LlamaConfig(
        vocab_size=VOCABULARY, head_dim=32, max_position_embeddings=CONTEXT,
        rope_theta=10000.0, rms_norm_eps=1e-5, hidden_act="silu",
        tie_word_embeddings=True, attention_bias=False, mlp_bias=False,
        bos_token_id=BOS_ID, eos_token_id=[EOS_ID, END_ID], pad_token_id=None,
        initializer_range=0.02, use_cache=False, **_SHAPES[shape])
