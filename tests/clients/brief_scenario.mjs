// The scenario for clients that start anew for every call: one call of each kind.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { remove, temporaryDirectory } from './keepsake.mjs';
import { toolNames } from './scenario.mjs';

export function remembersBriefly(connect) {
  let client, directory, id;

  before(async () => {
    directory = await temporaryDirectory();
    client = await connect(directory);
  });

  after(async () => {
    await client?.close();
    await remove(directory);
  });

  async function answer(name, args) {
    const result = await client.call(name, args);
    assert.ok(!result.isError, JSON.stringify(result.content));
    return result.structuredContent;
  }

  it('lists the tools', async () => {
    assert.deepEqual((await client.listTools()).map((tool) => tool.name), toolNames);
  });

  it('adds, updates and finds a memory', async () => {
    const added = await answer('add_memory', { text: 'Ada plays the cello.' });
    id = added.results[0].id;
    const updated = await answer('update_memory', { memory_id: id, text: 'Ada plays the double bass.' });
    assert.equal(updated.version, 2);
    const { results } = await answer('search_memory', { query: 'Who plays the double bass?' });
    assert.equal(results[0].id, id);
  });

  it('lists and reads resources', async () => {
    const uris = (await client.listResources()).map((resource) => resource.uri);
    assert.ok(uris.includes('keepsake://stats'), `${uris}`);
    const [{ text }] = await client.readResource(`keepsake://memories/${id}`);
    assert.match(text, /double bass/);
  });

  it('lists and gets prompts', async () => {
    const prompts = (await client.listPrompts()).map((prompt) => prompt.name);
    assert.ok(prompts.includes('recall'), `${prompts}`);
    const [{ content }] = await client.getPrompt('recall', { topic: 'double bass' });
    assert.match(content.text, /double bass/);
  });

  it('ends a memory', async () => {
    assert.deepEqual(await answer('delete_memory', { memory_id: id }), { deleted: 1 });
    assert.equal((await answer('list_memories', {})).total, 0);
  });
}
