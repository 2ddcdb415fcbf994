// The sample Serve, tried with OpenAI's own client. Start the server, then here:
//
//   npm install && node check.mjs http://127.0.0.1:5000/v1 [KEY]
import assert from "node:assert/strict";
import OpenAI from "openai";

const [baseURL, apiKey = "none"] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const model = (await client.models.list()).data[0].id;
const messages = [{ role: "user", content: "Once upon a time" }];

async function check(name, test) {
  const said = await test();
  console.log(`ok   ${name}${said ? `: ${said}` : ""}`);
}

await check("models.retrieve", async () => (await client.models.retrieve(model)).id);

await check("chat.completions.create", async () => {
  const answer = await client.chat.completions.create({ model, messages, max_tokens: 20, temperature: 0 });
  assert.equal(answer.choices[0].finish_reason, "length");
  assert.equal(answer.usage.completion_tokens, 20);
  return JSON.stringify(answer.choices[0].message.content);
});

await check("chat, streamed, is the same text", async () => {
  const query = { model, messages, max_tokens: 30, seed: 7, temperature: 0.8 };
  const whole = await client.chat.completions.create(query);
  let text = "", usage;
  for await (const part of await client.chat.completions.create({ ...query, stream: true, stream_options: { include_usage: true } })) {
    text += part.choices[0]?.delta?.content ?? "";
    usage = part.usage ?? usage;
  }
  assert.equal(text, whole.choices[0].message.content);
  assert.deepEqual(usage, whole.usage);
  return `${text.length} characters`;
});

await check("chat.completions.stream helper", async () => {
  const stream = client.chat.completions.stream({ model, messages, max_tokens: 10, seed: 1 });
  return JSON.stringify((await stream.finalChatCompletion()).choices[0].message.content);
});

await check("logprobs", async () => {
  const answer = await client.chat.completions.create({ model, messages, max_tokens: 5, logprobs: true, top_logprobs: 3 });
  const content = answer.choices[0].logprobs.content;
  assert.equal(content.length, 5);
  assert.ok(content.every(item => item.top_logprobs.length === 3 && item.logprob <= 0));
  return content.map(item => JSON.stringify(item.token)).join(" ");
});

await check("n, stop, penalties, logit_bias, seed", async () => {
  const query = {
    model, messages, n: 3, max_tokens: 40, stop: [".", "!"], seed: 3, presence_penalty: 0.5, frequency_penalty: 0.5, logit_bias: { 5: -100 } };
  const first = await client.chat.completions.create(query);
  const second = await client.chat.completions.create(query);
  assert.equal(first.choices.length, 3);
  assert.deepEqual(first.choices, second.choices);
  assert.ok(first.choices.every(choice => !/[.!]/.test(choice.message.content)));
  return first.choices.map(choice => choice.finish_reason).join(" ");
});

await check("completions.create", async () => {
  const answer = await client.completions.create({ model, prompt: ["One day", "The sun"], max_tokens: 8, temperature: 0, logprobs: 2 });
  assert.deepEqual(answer.choices.map(choice => choice.index), [0, 1]);
  assert.equal(answer.choices[0].logprobs.tokens.length, 8);
  return answer.choices.map(choice => JSON.stringify(choice.text)).join(" ");
});

await check("embeddings.create", async () => {
  const input = ["A cat is resting.", "The kitten sleeps.", "Shares fell sharply."];
  const encoder = "all-minilm-l6-v2";
  const packed = await client.embeddings.create({ model: encoder, input });
  const plain = await client.embeddings.create({ model: encoder, input, encoding_format: "float" });
  const product = (one, other) => one.reduce((sum, value, i) => sum + value * other[i], 0);
  const vectors = packed.data.map(entry => entry.embedding);
  assert.deepEqual(vectors.map(vector => vector.length), [384, 384, 384]);
  assert.ok(vectors.every((vector, i) => product(vector, plain.data[i].embedding) > 0.99999));
  assert.ok(product(vectors[0], vectors[1]) > product(vectors[0], vectors[2]));
  return `${packed.usage.prompt_tokens} tokens`;
});

await check("response_format, and its error", async () => {
  const schema = {
    type: "object", additionalProperties: false, required: ["animal", "old"],
    properties: { animal: { enum: ["cat", "dog"] }, name: { type: "string", maxLength: 9 }, old: { type: "boolean" } },
  };
  const ask = schema => client.chat.completions.create({
    model, messages, max_tokens: 60, seed: 2, response_format: { type: "json_schema", json_schema: { name: "pet", strict: true, schema } } });
  const text = (await ask(schema)).choices[0].message.content;
  const pet = JSON.parse(text);
  assert.ok(["cat", "dog"].includes(pet.animal) && typeof pet.old === "boolean", text);
  const error = await ask({ type: "string", pattern: "a" }).then(() => assert.fail("no error"), reason => reason);
  assert.ok(error instanceof OpenAI.BadRequestError && error.param === "response_format", String(error));
  return `${text.trim()}; ${error.message}`;
});

await check("a stream that is left", async () => {
  const stream = await client.chat.completions.create({ model, messages, max_tokens: 400, stream: true });
  for await (const part of stream) { void part; stream.controller.abort(); }
});

for (const [name, query, kind] of [
  ["BadRequestError", { model, messages, temperature: 9 }, OpenAI.BadRequestError],
  ["NotFoundError", { model: "other", messages }, OpenAI.NotFoundError],
]) {
  await check(name, async () => {
    const error = await client.chat.completions.create(query).then(() => assert.fail("no error"), reason => reason);
    assert.ok(error instanceof kind, String(error));
    return `${error.status} ${error.param}: ${error.message}`;
  });
}

if (apiKey !== "none") {
  await check("AuthenticationError", async () => {
    const other = new OpenAI({ baseURL, apiKey: "wrong", maxRetries: 0 });
    const error = await other.models.list().then(() => assert.fail("no error"), reason => reason);
    assert.ok(error instanceof OpenAI.AuthenticationError, String(error));
    return error.message;
  });
}
