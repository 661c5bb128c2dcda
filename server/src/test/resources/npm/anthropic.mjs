// Drives a server by Anthropic's JavaScript client; prints one JSON object of what it saw.
import Anthropic from '@anthropic-ai/sdk';

const [baseURL, apiKey, model] = process.argv.slice(2);
const client = new Anthropic({ baseURL, apiKey, maxRetries: 0 });
const ask = {
  model,
  system: 'You tell stories.',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Tell one.' }] }],
  temperature: 0,
  max_tokens: 12,
};
const seen = {};

const whole = await client.messages.create(ask);
seen.whole = whole.content[0].text;
seen.reason = whole.stop_reason;

const types = [];
let streamed = '';
for await (const event of await client.messages.create({ ...ask, stream: true })) {
  if (types.at(-1) !== event.type) types.push(event.type);
  streamed += event.type === 'content_block_delta' ? event.delta.text : '';
}
seen.types = types.join(' ');
seen.streamed = streamed;

const final = await client.messages.stream(ask).finalMessage();
seen.helper = final.content[0].text;
seen.usageAgrees = final.usage.output_tokens === whole.usage.output_tokens;

const count = await client.messages.countTokens({ model, system: ask.system, messages: ask.messages });
const read = whole.usage.cache_read_input_tokens;
seen.countAgrees = count.input_tokens === whole.usage.input_tokens + read;

async function failure(action) {
  try {
    await action();
    return null;
  } catch (error) {
    return { name: error.constructor.name, status: error.status, type: error.error?.error?.type };
  }
}
seen.noModel = await failure(() => client.messages.create({ ...ask, model: 'no-such-model' }));
seen.badField = await failure(() => client.messages.create({ ...ask, temperature: -1 }));
seen.stranger = await failure(() => new Anthropic({ baseURL, apiKey: 'wrong', maxRetries: 0 }).messages.create(ask));

const endless = client.messages.stream({
  ...ask,
  max_tokens: 200,
  messages: [{ role: 'user', content: 'Tell me a story about a rabbit and a red boat.' }],
});
let chunks = 0;
try {
  for await (const event of endless) {
    chunks += event.type === 'content_block_delta' ? 1 : 0;
    if (chunks === 3) {
      endless.abort();
    }
  }
} catch (error) {
  seen.aborted = error.constructor.name;
}
seen.chunks = chunks;

console.log(JSON.stringify(seen));
