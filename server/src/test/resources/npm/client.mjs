// Drives a server by OpenAI's JavaScript client; prints one JSON object of what it saw.
import OpenAI from 'openai';

const [baseURL, apiKey, model] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const chat = {
  model,
  messages: [{ role: 'user', content: 'Tell a story.' }],
  temperature: 0,
  max_completion_tokens: 12,
};
const seen = {};

const whole = await client.chat.completions.create(chat);
seen.whole = whole.choices[0].message.content;
seen.finish = whole.choices[0].finish_reason;

let streamed = '';
let usage = null;
const stream = await client.chat.completions.create({ ...chat, stream: true, stream_options: { include_usage: true } });
for await (const chunk of stream) {
  streamed += chunk.choices[0]?.delta?.content ?? '';
  usage = chunk.usage ?? usage;
}
seen.streamed = streamed;
seen.usageAgrees = usage.total_tokens === whole.usage.total_tokens;

const runner = client.chat.completions.stream(chat);
seen.helper = await runner.finalContent();

const completion = await client.completions.create({ model, prompt: ['One', 'Two'], temperature: 0, max_tokens: 4 });
seen.indices = completion.choices.map((choice) => choice.index);

const models = await client.models.list();
seen.listed = models.data.some((entry) => entry.id === model);

async function failure(action) {
  try {
    await action();
    return null;
  } catch (error) {
    return { name: error.constructor.name, status: error.status, message: error.error?.message };
  }
}
seen.noModel = await failure(() => client.chat.completions.create({ ...chat, model: 'no-such-model' }));
seen.badField = await failure(() => client.chat.completions.create({ ...chat, temperature: -1 }));
seen.stranger = await failure(() => new OpenAI({ baseURL, apiKey: 'wrong', maxRetries: 0 }).models.list());

const endless = await client.chat.completions.create({ ...chat, max_completion_tokens: 300, ignore_eos: true, stream: true });
let chunks = 0;
for await (const chunk of endless) {
  chunks += chunk.choices.length;
  if (chunks === 3) {
    endless.controller.abort();
    break;
  }
}
seen.aborted = chunks;

const ask = { model, input: 'Tell a story.', instructions: 'Be brief.', temperature: 0, max_output_tokens: 12 };
const response = await client.responses.create(ask);
seen.response = response.output_text;
seen.responseStatus = response.status;
const types = [];
let told = '';
let final = null;
for await (const event of await client.responses.create({ ...ask, stream: true })) {
  if (types.at(-1) !== event.type) types.push(event.type);
  told += event.type === 'response.output_text.delta' ? event.delta : '';
  final = event.response ?? final;
}
seen.responseTypes = types.join(' ');
seen.responseTold = told;
seen.responseUsageAgrees = final.usage.total_tokens === response.usage.total_tokens;
const helped = await client.responses.stream(ask).finalResponse();
seen.responseHelper = helped.output_text;
seen.badResponse = await failure(() => client.responses.create({ ...ask, tools: [{ type: 'web_search' }] }));

console.log(JSON.stringify(seen));
