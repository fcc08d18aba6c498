import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createMCPClient } from '@ai-sdk/mcp';
import { overStdio } from './adapters.mjs';
import { serve, Workplace } from './keepsake.mjs';
import { sdk1, sdk2 } from './sdks.mjs';

const fact = (name) => `The favourite colour of ${name.replaceAll(' ', '')} is turquoise.`;

describe('clients of every kind on one store', () => {
  let place, clients;

  before(async () => {
    place = await Workplace.open();
    const { mcp, sse } = await place.add(serve(place.directory));
    clients = Object.fromEntries(await Promise.all(Object.entries({
      'SDK 1 stdio': sdk1.stdio(overStdio(place.directory)),
      'SDK 1 http': sdk1.http(mcp),
      'SDK 1 sse': sdk1.sse(sse),
      'SDK 2 stdio': sdk2.stdio(overStdio(place.directory)),
      'SDK 2 http modern': sdk2.http(mcp),
      'SDK 2 http legacy': sdk2.http(mcp, {}, 'legacy'),
      'SDK 2 sse': sdk2.sse(sse),
      'AI SDK http': createMCPClient({ transport: { type: 'http', url: mcp.href } }),
    }).map(async ([name, opening]) => [name, await place.add(opening)])));
  });

  after(() => place.close());

  async function answer(client, name, args) {
    const result = await client.callTool({ name, arguments: args });
    assert.ok(!result.isError, JSON.stringify(result.content));
    return result.structuredContent;
  }

  const all = (work) => Promise.all(Object.entries(clients).map(([name, client]) => work(name, client)));

  it('add at the same time', async () => {
    await all((name, client) => answer(client, 'add_memory', { text: fact(name) }));
  });

  it('all see what every other one has added', async () => {
    const names = Object.keys(clients);
    const lists = await all((name, client) => answer(client, 'list_memories', {}));
    for (const { results, total } of lists) {
      assert.equal(total, names.length);
      assert.deepEqual(results.map((hit) => hit.memory).sort(), names.map(fact).sort());
    }
  });

  it('all find what every other one has added', async () => {
    await all(async (asking, client) => {
      for (const name of Object.keys(clients)) {
        const { results } = await answer(client, 'search_memory', { query: fact(name), limit: 1 });
        assert.equal(results[0].memory, fact(name), asking);
      }
    });
  });

  it('all read what another has changed, and miss what it has ended', async () => {
    const [{ id }, ended] = (await answer(clients['SDK 1 stdio'], 'list_memories', {})).results;
    await answer(clients['SDK 1 sse'], 'update_memory', { memory_id: id, text: 'Nobody likes turquoise.' });
    await answer(clients['SDK 2 http modern'], 'delete_memory', { memory_id: ended.id });
    await all(async (name, client) => {
      assert.equal((await answer(client, 'get_memory', { memory_id: id })).memory, 'Nobody likes turquoise.', name);
      const { results } = await answer(client, 'list_memories', {});
      assert.ok(!results.some((hit) => hit.id === ended.id), name);
    });
  });
});
