import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { clientInfo, during, printedVersion, remove, temporaryDirectory } from './keepsake.mjs';
import { modern, Pipe, subscriptionId } from './pipe.mjs';
import { remembers, toolNames } from './scenario.mjs';

const initialize = (protocolVersion) => ({ protocolVersion, capabilities: {}, clientInfo });
const names = (response) => response.result.tools.map((tool) => tool.name);

async function open(directory) {
  const pipe = new Pipe(directory);
  try {
    await pipe.request('server/discover', modern());
    await pipe.request('initialize', initialize('2025-11-25'));
  } catch (error) {
    await pipe.close();
    throw error;
  }
  pipe.send({ method: 'notifications/initialized' });
  return pipe;
}

// Every second message of the scenario is of the other era.
async function adapter(directory) {
  const pipe = await open(directory);
  let calls = 0;
  const ask = (method, params = {}) => pipe.ask(method, { ...params, ...(calls++ % 2 ? modern() : {}) });
  return {
    listTools: async () => (await ask('tools/list')).tools,
    call: (name, args) => ask('tools/call', { name, arguments: args }),
    listResources: async () => (await ask('resources/list')).resources,
    listTemplates: async () => (await ask('resources/templates/list')).resourceTemplates,
    readResource: async (uri) => (await ask('resources/read', { uri })).contents,
    listPrompts: async () => (await ask('prompts/list')).prompts,
    getPrompt: async (name, args) => (await ask('prompts/get', { name, arguments: args })).messages,
    complete: async (ref, argument) => (await ask('completion/complete', { ref, argument })).completion,
    close: () => pipe.close(),
  };
}

describe('both eras on one pipe', () => {
  describe('the scenario', () => remembers(adapter));

  let directory, pipe, discovered;

  before(async () => {
    directory = await temporaryDirectory();
    pipe = new Pipe(directory);
  });

  after(async () => {
    await pipe.close();
    await remove(directory);
  });

  it('answers server/discover first', async () => {
    const { result } = await pipe.request('server/discover', modern());
    discovered = result;
    assert.deepEqual(result.supportedVersions, ['2026-07-28']);
    assert.equal(result.resultType, 'complete');
    assert.ok(Number.isInteger(result.ttlMs) && result.ttlMs >= 0);
    assert.match(result.cacheScope, /^(public|private)$/);
    assert.ok(result.capabilities.tools);
    assert.equal(result._meta['io.modelcontextprotocol/serverInfo'].version, await printedVersion());
  });

  it('then answers initialize, with the same instructions', async () => {
    const { result } = await pipe.request('initialize', initialize('2025-11-25'));
    pipe.send({ method: 'notifications/initialized' });
    assert.equal(result.protocolVersion, '2025-11-25');
    assert.equal(result.serverInfo.name, 'keepsake');
    assert.equal(result.instructions, discovered.instructions);
    assert.ok(result.instructions.length <= 2048);
  });

  it('lists the same tools in both eras', async () => {
    const [legacyList, modernList] = await Promise.all([pipe.request('tools/list', {}), pipe.request('tools/list', modern())]);
    assert.deepEqual(names(legacyList), toolNames);
    assert.deepEqual(modernList.result.tools, legacyList.result.tools);
    assert.equal(modernList.result.resultType, 'complete');
    assert.ok(Number.isInteger(modernList.result.ttlMs));
    assert.ok(modernList.result.cacheScope);
  });

  it('answers a burst of both eras, ids of both types', async () => {
    const call = (text, era) => ({ name: 'add_memory', arguments: { text }, ...era });
    const answers = await Promise.all([
      pipe.request('tools/call', call('Ada keeps bees.', modern()), '7'),
      pipe.request('tools/call', call('Ada rows on Sundays.', {}), 7),
      pipe.request('ping', {}, 'ping'),
      pipe.request('tools/call', call('Ada reads Pessoa.', modern()), 8),
    ]);
    assert.ok(answers.every((answer) => answer.result && !answer.result.isError), JSON.stringify(answers));
    assert.equal(answers[0].result.resultType, 'complete');
    const { structuredContent } = await pipe.call('list_memories', {});
    assert.equal(structuredContent.total, 3);
  });

  it('finds in one era what was added, changed and ended in the other', async () => {
    const added = await pipe.call('add_memory', { text: 'The spare key is under the fern.' }, modern());
    const [{ id }] = added.structuredContent.results;
    await pipe.call('update_memory', { memory_id: id, text: 'The spare key is under the cactus.' });
    const found = await pipe.call('search_memory', { query: 'spare key' }, modern());
    assert.match(found.structuredContent.results[0].memory, /cactus/);
    await pipe.call('delete_memory', { memory_id: id });
    const listed = await pipe.call('list_memories', {}, modern());
    assert.ok(!listed.structuredContent.results.some((hit) => hit.id === id));
  });

  it('treats a call without arguments as one with none', async () => {
    for (const era of [{}, modern()]) {
      const { result } = await pipe.request('tools/call', { name: 'list_memories', ...era });
      assert.equal(result.structuredContent.total, 3);
    }
  });

  it('refuses an argument of the wrong type in both eras, naming it and what came', async () => {
    for (const era of [{}, modern()]) {
      const result = await pipe.call('search_memory', { query: 'bees', limit: 'many' }, era);
      assert.equal(result.isError, true);
      assert.match(result.content[0].text, /limit[^]*many/);
    }
  });

  it('answers initialize for the modern version with the latest legacy one', async () => {
    const { result } = await pipe.request('initialize', initialize('2026-07-28'));
    assert.equal(result.protocolVersion, '2025-11-25');
  });

  for (const version of ['2024-11-05', '2025-03-26', '2025-06-18']) {
    it(`answers initialize for ${version} with the same`, async () => {
      const { result } = await pipe.request('initialize', initialize(version));
      assert.equal(result.protocolVersion, version);
    });
  }

  it('acknowledges a subscription to nothing and goes on', async () => {
    const acknowledged = pipe.notification('notifications/subscriptions/acknowledged');
    pipe.send({ id: 'listening', method: 'subscriptions/listen', params: { notifications: {}, ...modern() } });
    const { params } = await acknowledged;
    assert.equal(params._meta[subscriptionId], 'listening');
    assert.deepEqual(params.notifications, {});
    assert.deepEqual(names(await pipe.request('tools/list', modern())), toolNames);
    pipe.send({ method: 'notifications/cancelled', params: { requestId: 'listening', ...modern() } });
    assert.deepEqual((await pipe.request('ping', {})).result, {});
  });

  const refusals = [
    { title: 'ping in the modern era', method: 'ping', params: modern(), code: -32601 },
    { title: 'initialize in the modern era', method: 'initialize', params: { ...initialize('2026-07-28'), ...modern() }, code: -32601 },
    { title: 'an unknown method in the legacy era', method: 'memory/think', params: {}, code: -32601 },
    { title: 'an unknown tool in the legacy era', method: 'tools/call', params: { name: 'no_such_tool', arguments: {} }, code: -32602 },
    { title: 'an unknown tool in the modern era', method: 'tools/call', params: { name: 'no_such_tool', arguments: {}, ...modern() }, code: -32602 },
    { title: 'a bad cursor of tools/list', method: 'tools/list', params: { cursor: 'nonsense', ...modern() }, code: -32602 },
    { title: 'a modern message without capabilities', method: 'tools/list', code: -32602,
      params: { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } } },
    { title: 'an unknown modern version', method: 'tools/list', params: modern('2031-01-01'), code: -32022,
      data: { supported: ['2026-07-28'], requested: '2031-01-01' } },
  ];

  for (const { title, method, params, code, data } of refusals) {
    it(`refuses ${title} with ${code}`, async () => {
      const { error } = await pipe.request(method, params);
      assert.equal(error?.code, code);
      if (data) assert.deepEqual(error.data, data);
    });
  }

  it('still answers, then ends with the input', async () => {
    assert.deepEqual(names(await pipe.request('tools/list', {})), toolNames);
    assert.equal(await pipe.close(), 0);
  });
});

describe('a pipe that begins as it likes', () => {
  const begin = (t) => during(t, (directory) => new Pipe(directory));

  it('takes a modern call as the first message', async (t) => {
    const pipe = await begin(t);
    const { structuredContent } = await pipe.call('list_memories', {}, modern());
    assert.equal(structuredContent.total, 0);
    assert.equal(await pipe.close(), 0);
  });

  it('answers a bare server/discover, then initialize', async (t) => {
    const pipe = await begin(t);
    const { result, error } = await pipe.request('server/discover', {});
    assert.ok(result || error.code === -32601);
    assert.equal((await pipe.request('initialize', initialize('2025-06-18'))).result.protocolVersion, '2025-06-18');
  });
});
