# clients.md: begin
from openai import OpenAI

client = OpenAI()  # reads OPENAI_BASE_URL and OPENAI_API_KEY
messages = [{"role": "user", "content": "Tell me a story about a rabbit."}]

answer = client.chat.completions.create(model="stories", messages=messages, temperature=0)
print(answer.choices[0].message.content)

for chunk in client.chat.completions.create(model="stories", messages=messages, temperature=0, stream=True):
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)
# clients.md: end
