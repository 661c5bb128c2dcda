"""Drives a server by OpenAI's Python client; prints one JSON object of what it saw."""

import json
import sys

import openai

url, key, model = sys.argv[1:]
client = openai.OpenAI(base_url=url, api_key=key, max_retries=0)
ask = {
    "model": model,
    "messages": [
        {"role": "system", "content": "You tell short stories."},
        {"role": "user", "content": [{"type": "text", "text": "Tell me a story about a dog."}]},
    ],
    "temperature": 0,
    "max_tokens": 24,
}
seen = {}

whole = client.chat.completions.create(**ask)
seen["whole"] = whole.choices[0].message.content
seen["finish"] = whole.choices[0].finish_reason
seen["usage"] = [whole.usage.prompt_tokens, whole.usage.completion_tokens]

streamed = ""
for chunk in client.chat.completions.create(**ask, stream=True, stream_options={"include_usage": True}):
    streamed += chunk.choices[0].delta.content or "" if chunk.choices else ""
    usage = chunk.usage
seen["streamed"] = streamed
seen["streamedUsage"] = [usage.prompt_tokens, usage.completion_tokens]

with client.chat.completions.stream(**{**ask, "max_tokens": 400}) as stream:
    seen["helper"] = stream.get_final_completion().choices[0].message.content

extra = client.chat.completions.create(
    **ask, n=2, seed=5, logprobs=True, top_logprobs=2, extra_body={"top_k": 1, "min_tokens": 3}
)
seen["choices"] = [choice.message.content for choice in extra.choices]
seen["logprobs"] = [len(token.top_logprobs) for token in extra.choices[0].logprobs.content]

respond = {"model": model, "instructions": "You tell short stories.", "input": "Tell me a story about a dog."}
response = client.responses.create(**respond, temperature=0, max_output_tokens=24)
seen["response"] = response.output_text
with client.responses.stream(**respond, temperature=0, max_output_tokens=400) as stream:
    seen["responseTypes"] = sorted({event.type for event in stream})
    seen["responseHelper"] = stream.get_final_response().output_text

completion = client.completions.create(model=model, prompt=["One day", "The end"], temperature=0, max_tokens=4)
seen["completions"] = [choice.index for choice in completion.choices]
seen["listed"] = [entry.id for entry in client.models.list()]


def failure(action):
    try:
        action()
        return None
    except openai.APIStatusError as error:
        return [type(error).__name__, error.status_code, error.body["message"], error.request_id is not None]


seen["noModel"] = failure(lambda: client.chat.completions.create(**{**ask, "model": "no-such-model"}))
seen["badField"] = failure(lambda: client.chat.completions.create(**{**ask, "temperature": -1}))
seen["stranger"] = failure(lambda: client.with_options(api_key="wrong").models.list())

chunks = 0
with client.chat.completions.create(
    **{**ask, "max_tokens": 400}, stream=True, extra_body={"ignore_eos": True}
) as endless:
    for chunk in endless:
        chunks += 1
        if chunks == 3:
            break
seen["chunks"] = chunks

print(json.dumps(seen))
