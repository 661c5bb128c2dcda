// clients.md: begin
import OpenAI from 'openai';

const client = new OpenAI(); // reads OPENAI_BASE_URL and OPENAI_API_KEY
const messages = [{ role: 'user', content: 'Tell me a story about a rabbit.' }];

const answer = await client.chat.completions.create({ model: 'stories', messages, temperature: 0 });
console.log(answer.choices[0].message.content);

const stream = await client.chat.completions.create({ model: 'stories', messages, temperature: 0, stream: true });
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta?.content ?? '');
}
// clients.md: end
