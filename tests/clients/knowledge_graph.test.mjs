import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { Heard } from './heard.mjs';
import { binary, environment, patience, run, Workplace } from './keepsake.mjs';
import { inItsPlace, official, readGraph } from './official_memory.mjs';
import { randomCalls } from './random_graph_calls.mjs';

const uri = 'memory://knowledge-graph';
const command = (place, ...words) => run(binary, words, { env: environment(place.directory), maxBuffer: 1 << 26 });
const memoryFile = (place, name = 'memory.jsonl') => join(place.directory, name);
const linesOf = (text) => text.split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line));

describe('in place of the official memory server', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    it(`200 random calls (seed ${seed}) have the same results`, async (t) => {
      const place = await Workplace.during(t);
      const theirs = await place.add(official(memoryFile(place)));
      const ours = await place.add(inItsPlace(place.directory));
      let refused = 0;
      for (const [number, call] of randomCalls(seed, 200).entries()) {
        const [expected, answer] = await Promise.all([theirs.callTool(call), ours.callTool(call)]);
        const where = `call ${number}: ${JSON.stringify(call)}`;
        assert.equal(answer.isError ?? false, expected.isError ?? false, `${where} -> ${JSON.stringify(answer)}`);
        assert.deepEqual(answer.structuredContent, expected.structuredContent, where);
        if (!expected.isError) {
          assert.deepEqual(answer.content, expected.content, where);
        } else {
          ++refused;
          const [said] = expected.content;
          if (said.text.startsWith('Entity with name')) assert.ok(answer.content[0].text.startsWith(said.text), where);
        }
        assert.deepEqual(await readGraph(ours), await readGraph(theirs), `after ${where}`);
      }
      const graph = await readGraph(theirs);
      t.diagnostic(`in the end ${graph.entities.length} entities, ${graph.relations.length} relations; ${refused} calls were refused`);
      assert.ok(graph.entities.length > 5 && graph.relations.length > 5 && refused > 0);
      assert.deepEqual(await ours.readResource({ uri }), await theirs.readResource({ uri }));
      const later = await place.add(inItsPlace(place.directory));
      assert.deepEqual(await readGraph(later), graph);
    });
  }

  it('has its tools, each with the same arguments, results and hints', async (t) => {
    const place = await Workplace.during(t);
    const theirs = await (await place.add(official(memoryFile(place)))).listTools();
    const ours = await (await place.add(inItsPlace(place.directory))).listTools();
    const compared = ({ tools }) => tools.map(({ name, inputSchema, outputSchema, annotations }) => {
      const { title, ...hints } = annotations;
      return { name, input: without(inputSchema, 'additionalProperties'), output: without(outputSchema), hints };
    });
    assert.deepEqual(compared(ours), compared(theirs));
  });

  it('tells subscribers of changes', patience, async (t) => {
    const place = await Workplace.during(t);
    const watcher = await place.add(inItsPlace(place.directory));
    const writer = await place.add(inItsPlace(place.directory));
    assert.ok((await watcher.listResources()).resources.some((resource) => resource.uri === uri));
    const heard = new Heard();
    watcher.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => heard.add(params.uri));
    await watcher.subscribeResource({ uri });
    for (const [name, args] of [
      ['create_entities', { entities: [{ name: 'Ada', entityType: 'person', observations: [] }] }],
      ['create_relations', { relations: [{ from: 'Ada', to: 'Rome', relationType: 'lives_in' }] }],
      ['delete_relations', { relations: [{ from: 'Ada', to: 'Rome', relationType: 'lives_in' }] }],
      ['delete_entities', { entityNames: ['Ada'] }],
    ]) {
      const told = heard.next((changed) => changed === uri);
      await writer.callTool({ name, arguments: args });
      await told;
    }
  });
});

// The words are our own, and their schema's dialect goes without saying. Which arguments are written down as the only ones
// changes with the SDK they run on; they, too, let others pass.
function without(schema, ...keywords) {
  if (Array.isArray(schema)) return schema.map((part) => without(part, ...keywords));
  if (schema === null || typeof schema !== 'object') return schema;
  const unwanted = (key, value) =>
    key === '$schema' || keywords.includes(key) || (key === 'description' && typeof value === 'string');
  return Object.fromEntries(Object.entries(schema)
    .filter(([key, value]) => !unwanted(key, value))
    .map(([key, value]) => [key, without(value, ...keywords)]));
}

describe('8 clients that write at the same time, each with a process of its own', () => {
  const writers = Array.from({ length: 8 }, (_, number) => `writer ${number}`);
  const rounds = 25;

  // Everyone writes of entities of their own and of one that all share. What is refused is counted by what is missing.
  async function write(client, writer) {
    for (let round = 0; round < rounds; ++round) {
      const name = `${writer} / ${round}`;
      for (const [tool, args] of [
        ['create_entities', { entities: [{ name, entityType: 'note', observations: [] }] }],
        ['create_relations', { relations: [{ from: name, to: 'all', relationType: 'belongs_to' }] }],
        ['add_observations', { observations: [{ entityName: 'all', contents: [name] }, { entityName: name, contents: ['noted'] }] }],
      ]) await client.callTool({ name: tool, arguments: args });
    }
  }

  const counts = ({ entities, relations }) => ({
    entities: entities.length - 1,
    relations: relations.length,
    observations: entities.reduce((sum, entity) => sum + entity.observations.length, 0),
  });
  const wanted = { entities: 8 * rounds, relations: 8 * rounds, observations: 2 * 8 * rounds };

  async function written(place, open) {
    const first = await place.add(open());
    await first.callTool({ name: 'create_entities', arguments: { entities: [{ name: 'all', entityType: 'list', observations: [] }] } });
    const clients = await Promise.all(writers.map(() => place.add(open())));
    await Promise.all(clients.map((client, index) => write(client, writers[index])));
    return readGraph(first);
  }

  it('lose nothing', async (t) => {
    const place = await Workplace.during(t);
    const graph = await written(place, () => inItsPlace(place.directory));
    assert.deepEqual(counts(graph), wanted);
    const { stdout } = await command(place, 'doctor');
    assert.match(stdout, /^ok +store: /m);
  });

  it('of the official server, for comparison', async (t) => {
    const place = await Workplace.during(t);
    const found = counts(await written(place, () => official(memoryFile(place))));
    for (const [what, count] of Object.entries(wanted)) t.diagnostic(`${what}: ${count - found[what]} of ${count} lost`);
  });
});

describe('keepsake import and export', () => {
  // A file of the official server that has seen some use, and what it says of it.
  async function usedFile(place, seed) {
    const theirs = await place.add(official(memoryFile(place)));
    for (const call of randomCalls(seed, 200)) await theirs.callTool(call);
    return { file: memoryFile(place), graph: await readGraph(theirs) };
  }

  it('take over the official server\'s file and give it back equal in content', async (t) => {
    const place = await Workplace.during(t);
    const { file, graph } = await usedFile(place, 11);
    const { stdout: said } = await command(place, 'import', file);
    const observations = graph.entities.reduce((sum, entity) => sum + entity.observations.length, 0);
    t.diagnostic(said.trim());
    for (const part of [`${graph.entities.length} entities`, `${graph.relations.length} relations`, `${observations} observations`])
      assert.ok(said.includes(part), `${part}: ${said}`);
    assert.deepEqual(await readGraph(await place.add(inItsPlace(place.directory))), graph);

    const { stdout: exported } = await command(place, 'export');
    assert.deepEqual(linesOf(exported), linesOf(await readFile(file, 'utf8')));
    await writeFile(memoryFile(place, 'exported.jsonl'), exported);
    const back = await place.add(official(memoryFile(place, 'exported.jsonl')));
    assert.deepEqual(await readGraph(back), graph);
  });

  it('add nothing a second time, and what is new beside what is there', async (t) => {
    const place = await Workplace.during(t);
    const { file, graph } = await usedFile(place, 12);
    await command(place, 'import', file);
    const { stdout: again } = await command(place, 'import', file);
    assert.match(again, /: 0 entities, 0 relations, 0 observations\./);
    const ours = await place.add(inItsPlace(place.directory));
    assert.deepEqual(await readGraph(ours), graph);

    const more = { type: 'entity', name: 'Newcomer', entityType: 'person', observations: ['is new'] };
    await writeFile(file, `${await readFile(file, 'utf8')}\n${JSON.stringify(more)}`);
    assert.match((await command(place, 'import', file)).stdout, /: 1 entity, 0 relations, 1 observation\./);
    assert.equal((await readGraph(ours)).entities.at(-1).name, 'Newcomer');
  });
});
