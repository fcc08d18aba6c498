import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { binary, clientInfo, environment, hasModel, remove, searchByMeaning, temporaryDirectory } from './keepsake.mjs';

const facts = [
  'Ada is allergic to walnuts.',
  'Ada plays the cello in an orchestra.',
  'Ada commutes by bicycle.',
  'Ada grew up in a fishing village.',
  'Ada wants to repaint the kitchen in May.',
];

// No question shares a word with its answer.
const questions = [
  { query: 'Which food could make her ill?', answer: facts[0] },
  { query: 'What musical instrument has she learned?', answer: facts[1] },
  { query: 'How does she get to the office?', answer: facts[2] },
];

async function connect(directory, provider) {
  const client = new Client(clientInfo);
  const env = { ...environment(directory), KEEPSAKE_EMBEDDER_PROVIDER: provider };
  await client.connect(new StdioClientTransport({ command: binary, env }));
  return client;
}

async function call(client, name, args) {
  const result = await client.callTool({ name, arguments: args });
  assert.ok(!result.isError, JSON.stringify(result.content));
  return result.structuredContent;
}

describe('search by meaning, with the model inside the program', { skip: !hasModel && 'no model for this processor' }, () => {
  let directory, client;

  before(async () => {
    directory = await temporaryDirectory();
    client = await connect(directory, 'local');
    await call(client, 'add_memory', { facts });
  });

  after(async () => {
    await client?.close();
    await remove(directory);
  });

  async function finds(asked) {
    for (const { query, answer } of questions) {
      const { results } = await searchByMeaning(() => call(asked, 'search_memory', { query }));
      assert.equal(results[0].memory, answer, query);
      assert.ok(results[0].score > 0 && results[0].score < 1, `score ${results[0].score}`);
    }
  }

  it('finds what was said in other words', () => finds(client));

  it('finds it from another process, which has the vectors from the store', async () => {
    const second = await connect(directory, 'local');
    try {
      await finds(second);
    } finally {
      await second.close();
    }
  });

  it('says so when there is no model, and the words alone find nothing', async () => {
    const wordsOnly = await connect(directory, 'none');
    try {
      for (const { query } of questions) {
        const { results, not_searched } = await call(wordsOnly, 'search_memory', { query });
        assert.deepEqual(results, []);
        assert.ok(not_searched.some(({ signal }) => signal === 'meaning'), JSON.stringify(not_searched));
      }
    } finally {
      await wordsOnly.close();
    }
  });
});
