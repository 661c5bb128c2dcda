"""Asks a busy server by OpenAI's Python client; prints whether it asked again, and not before a second was over, and the answer."""

import sys
import time

import openai

url, key, model, text = sys.argv[1:]
client = openai.OpenAI(base_url=url, api_key=key, max_retries=5)
start = time.monotonic()
raw = client.chat.completions.with_raw_response.create(
    model=model, messages=[{"role": "user", "content": text}], temperature=0, max_tokens=24
)
print(raw.retries_taken > 0 and time.monotonic() - start >= 1, raw.parse().choices[0].message.content)
