// What every client does with the server, written once. A client is an adapter as adapters.mjs describes it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { remove, temporaryDirectory } from './keepsake.mjs';
import { offersResourcesAndPrompts } from './resources_and_prompts.mjs';

export const toolNames = [
  'add_memory', 'search_memory', 'list_memories', 'get_memory', 'update_memory', 'delete_memory', 'search_graph', 'explore_graph',
];

const walnuts = 'Ada is allergic to walnuts.';
const cashews = 'Ada is allergic to walnuts and cashews.';
const conversation = [
  { role: 'user', name: 'Ada', content: 'In spring I moved from Leeds to Porto.', time: '2026-03-04T09:30:00Z' },
  { role: 'assistant', content: 'Do the tiled houses please you?', time: '2026-03-04T09:31:00Z' },
];

const textOf = (result) => result.content.map((block) => block.text).join('\n');

// `lacks`: functions of an adapter that this client has no way to offer.
export function remembers(connect, { lacks = [] } = {}) {
  let client, directory, factId, turnIds;

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
    assert.ok(!result.isError, `${name} ${JSON.stringify(args)} was refused: ${textOf(result)}`);
    assert.ok(textOf(result).length > 0, `${name} says nothing to clients that read only text`);
    return result.structuredContent;
  }

  async function refusal(name, args) {
    const result = await client.call(name, args);
    assert.equal(result.isError, true, `${name} ${JSON.stringify(args)} was accepted: ${textOf(result)}`);
    return textOf(result);
  }

  const events = (memory) => memory.history.map((entry) => entry.event);

  it('lists the tools in order, each with an object as output', async () => {
    const tools = await client.listTools();
    assert.deepEqual(tools.map((tool) => tool.name), toolNames);
    for (const tool of tools) assert.equal(tool.outputSchema?.type, 'object', `outputSchema of ${tool.name}`);
  });

  it('adds a text as one fact', async () => {
    const added = await answer('add_memory', { text: walnuts });
    assert.ok(added.event_id);
    assert.equal(added.status, 'SUCCEEDED');
    assert.deepEqual(added.results.map(({ memory, event }) => ({ memory, event })), [{ memory: walnuts, event: 'ADD' }]);
    assert.deepEqual(added.relations, []);
    assert.deepEqual(added.similar, []);
    factId = added.results[0].id;
  });

  it('adds messages as turns, in order', async () => {
    const { results } = await answer('add_memory', { messages: conversation });
    assert.deepEqual(results.map((result) => result.event), ['ADD', 'ADD']);
    assert.deepEqual(results.map((result) => result.memory), conversation.map((message) => message.content));
    turnIds = results.map((result) => result.id);
    assert.equal(new Set([factId, ...turnIds]).size, 3);
  });

  it('names close memories when one is added', async () => {
    const added = await answer('add_memory', { facts: ['Ada is allergic to walnuts, says her doctor.'] });
    assert.ok(added.similar.some(({ id, memory }) => id === factId && memory === walnuts), JSON.stringify(added.similar));
    assert.deepEqual(await answer('delete_memory', { memory_id: added.results[0].id }), { deleted: 1 });
  });

  it('finds a fact by its words', async () => {
    const result = await client.call('search_memory', { query: 'Who is allergic to walnuts?' });
    const { results: [best], relations, not_searched } = result.structuredContent;
    assert.equal(best.id, factId);
    assert.equal(best.memory, walnuts);
    assert.equal(best.kind, undefined);
    assert.ok(best.score > 0 && best.score <= 1, `score ${best.score}`);
    assert.deepEqual(relations, []);
    assert.ok(Array.isArray(not_searched));
    assert.ok(textOf(result).includes(factId) && textOf(result).includes(walnuts), textOf(result));
  });

  it('finds a turn, whole when asked for', async () => {
    const { results: [best] } = await answer('search_memory', { query: 'moved to Porto', limit: 1, full: true });
    assert.equal(best.id, turnIds[0]);
    assert.equal(best.kind, 'turn');
    assert.equal(best.user_id, 'default');
    assert.equal(best.version, 1);
  });

  it('lists all, newest first, page by page', async () => {
    const first = await answer('list_memories', { limit: 2 });
    assert.equal(first.total, 3);
    assert.equal(first.results.length, 2);
    const second = await answer('list_memories', { limit: 2, cursor: first.next_cursor });
    assert.deepEqual(second.results.map((hit) => hit.id), [factId]);
    assert.equal(second.next_cursor, undefined);
    assert.deepEqual(new Set(first.results.map((hit) => hit.id)), new Set(turnIds));
  });

  it('gets a memory with its sources and history', async () => {
    const turn = await answer('get_memory', { memory_id: turnIds[0], history: true });
    assert.equal(turn.id, turnIds[0]);
    assert.equal(turn.memory, conversation[0].content);
    assert.equal(turn.sources[0].text, conversation[0].content);
    assert.equal(turn.sources[0].speaker, 'Ada');
    assert.equal(Date.parse(turn.sources[0].time), Date.parse(conversation[0].time));
    assert.deepEqual(events(turn), ['ADD']);
    assert.equal(turn.history[0].new_memory, conversation[0].content);
  });

  it('updates a memory, which stays the same one', async () => {
    const updated = await answer('update_memory', { memory_id: factId, text: cashews, expected_version: 1 });
    assert.equal(updated.id, factId);
    assert.equal(updated.memory, cashews);
    assert.equal(updated.version, 2);
    const { results: [best] } = await answer('search_memory', { query: 'cashews' });
    assert.equal(best.id, factId);
    const { history } = await answer('get_memory', { memory_id: factId, history: true });
    const update = history.find((entry) => entry.event === 'UPDATE');
    assert.deepEqual([update.old_memory, update.new_memory], [walnuts, cashews]);
  });

  it('refuses an update of a version that has passed, naming both', async () => {
    const said = await refusal('update_memory', { memory_id: factId, text: 'Ada eats nuts.', expected_version: 1 });
    assert.match(said, /\b1\b/);
    assert.match(said, /\b2\b/);
    const memory = await answer('get_memory', { memory_id: factId });
    assert.deepEqual([memory.memory, memory.version], [cashews, 2]);
  });

  it('ends a memory and keeps its history', async () => {
    assert.deepEqual(await answer('delete_memory', { memory_id: turnIds[1] }), { deleted: 1 });
    const { results, total } = await answer('list_memories', {});
    assert.equal(total, 2);
    assert.ok(!results.some((hit) => hit.id === turnIds[1]));
    assert.ok(events(await answer('get_memory', { memory_id: turnIds[1], history: true })).includes('DELETE'));
  });

  it('erases a memory, which is then as one that never was', async () => {
    const added = await answer('add_memory', { facts: ['Ada plays the cello.'] });
    const { id } = added.results[0];
    assert.deepEqual(await answer('delete_memory', { memory_id: id, erase: true }), { deleted: 1 });
    const never = randomUUID();
    const said = await refusal('get_memory', { memory_id: id, history: true });
    assert.equal(said.replace(id, never), await refusal('get_memory', { memory_id: never, history: true }));
    assert.ok(said.includes(id), said);
  });

  it('asks who relates to whom', async () => {
    const relations = [['Ada', 'works_at', 'Acme'], ['Ben', 'works_at', 'Acme']].map(([source, relation, target]) => ({ source, relation, target }));
    const added = await answer('add_memory', { relations });
    assert.deepEqual(added.relations, relations.map((relation) => ({ ...relation, event: 'ADD' })));
    const { entities } = await answer('search_graph', { query: 'Who works with Ada?' });
    assert.equal(entities[0].name, 'Ada');
    const around = await answer('explore_graph', { entity: entities[0].id });
    assert.deepEqual(around.relations.map(({ source, relation, target }) => ({ source, relation, target })), relations.slice(0, 1));
    const { paths, truncated } = await answer('explore_graph', { entity: 'Ada', to: 'Ben' });
    assert.deepEqual([paths.length, paths[0].length, truncated], [1, 2, false]);
    assert.match(await refusal('explore_graph', { entity: 'Adda' }), /not found.*Ada/);
  });

  it('says what is wrong with an argument and stores nothing', async () => {
    const kinds = await refusal('search_memory', { query: 'walnuts', kinds: ['dream'] });
    for (const word of [/kinds/, /dream/, /fact/]) assert.match(kinds, word);
    assert.match(await refusal('search_memory', {}), /query/);
    assert.match(await refusal('add_memory', { messages: [{ role: 'user' }] }), /content/);
    assert.equal((await answer('list_memories', {})).total, 2);
  });

  it('goes on without an argument it does not know, and names it', async () => {
    const found = await answer('search_memory', { query: 'cashews', limt: 1 });
    assert.equal(found.results[0].id, factId);
    const ignored = JSON.stringify(found.ignored);
    assert.match(ignored, /limt/);
    assert.match(ignored, /limit/);
  });

  offersResourcesAndPrompts(() => ({ client, memory: { id: factId, text: cashews } }), lacks);
}
