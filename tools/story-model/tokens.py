"""Special tokens and the chat layout, shared by corpus, tokenizer, training and export."""

VOCABULARY = 3072

BOS, EOS, USER, ASSISTANT, SYSTEM, END = SPECIALS = (
    "<|bos|>", "<|eos|>", "<|user|>", "<|assistant|>", "<|system|>", "<|end|>")
BOS_ID, EOS_ID, USER_ID, ASSISTANT_ID, SYSTEM_ID, END_ID = range(len(SPECIALS))

# Renders exactly what render_chat() writes; the check script compares the two.
CHAT_TEMPLATE = (
    "{{- bos_token }}"
    "{%- for message in messages %}"
    "{%- if message['role'] not in ['system', 'user', 'assistant'] %}"
    "{{- raise_exception('Unknown role: ' ~ message['role'] ~ '; use system, user or assistant.') }}"
    "{%- elif message['role'] == 'system' and not loop.first %}"
    "{{- raise_exception('The system message must come first.') }}"
    "{%- endif %}"
    "{{- '<|' ~ message['role'] ~ '|>' ~ message['content'] | trim ~ '<|end|>' }}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|assistant|>' }}{%- endif %}"
)


def render_story(text):
    return BOS + text + EOS


def render_chat(messages):
    """Turns (role, text) pairs into one training document."""
    return BOS + "".join(f"<|{role}|>{text}{END}" for role, text in messages) + EOS
