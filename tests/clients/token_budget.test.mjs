import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Tiktoken } from 'js-tiktoken/lite';
import o200k from 'js-tiktoken/ranks/o200k_base';
import { remove, temporaryDirectory } from './keepsake.mjs';
import { modern, Pipe } from './pipe.mjs';

const tokenizer = new Tiktoken(o200k);
const visible = ({ name, description, inputSchema }) => [name, description, JSON.stringify(inputSchema)].join('\n');
const size = (text) => ({ tokens: tokenizer.encode(text).length, characters: text.length });

describe('what a model reads before it has asked anything', () => {
  let directory, pipe, tools, instructions;

  before(async () => {
    directory = await temporaryDirectory();
    pipe = new Pipe(directory);
    ({ tools } = (await pipe.request('tools/list', modern())).result);
    ({ instructions } = (await pipe.request('server/discover', modern())).result);
  });

  after(async () => {
    await pipe.close();
    await remove(directory);
  });

  it('is at most 1,200 tokens for the tools', (t) => {
    for (const tool of tools) t.diagnostic(`${tool.name}: ${JSON.stringify(size(visible(tool)))}`);
    const whole = size(tools.map(visible).join('\n'));
    t.diagnostic(`all tools: ${JSON.stringify(whole)}`);
    assert.ok(whole.tokens <= 1200, `${whole.tokens} tokens`);
  });

  it('is at most 300 characters for a description', () => {
    for (const { name, description } of tools) assert.ok(description.length <= 300, `${name}: ${description.length}`);
  });

  it('is at most 2,048 characters for the instructions', (t) => {
    t.diagnostic(`instructions: ${JSON.stringify(size(instructions))}`);
    assert.ok(instructions.length <= 2048, `${instructions.length} characters`);
  });

  it('is a schema that every vendor takes: no alternatives at the root, no references', () => {
    for (const { name, inputSchema } of tools) {
      assert.equal(inputSchema.type, 'object');
      for (const word of ['anyOf', 'oneOf', 'allOf']) assert.ok(!(word in inputSchema), `${name}: ${word}`);
      assert.doesNotMatch(JSON.stringify(inputSchema), /"\$(ref|defs)"/, name);
    }
  });
});
