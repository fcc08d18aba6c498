import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { it } from 'node:test';

const stats = 'keepsake://stats';
const memoriesOf = (user) => `keepsake://users/${user}/memories`;
const memoryAt = (id) => `keepsake://memories/${id}`;
const memoryTemplate = memoryAt('{id}');
const entityAt = (name) => `keepsake://graph/entities/${name}`;

const textOf = (messages) => messages.map((message) => message.content.text).join('\n');

// `session()` gives the client, whose user "default" has two memories and knows where Ada works, and the fact among them.
export function offersResourcesAndPrompts(session, lacks) {
  const check = (title, functions, test) => {
    if (!functions.some((name) => lacks.includes(name))) it(title, test);
  };

  async function read(uri) {
    const contents = await session().client.readResource(uri);
    assert.deepEqual(contents.map((content) => [content.uri, content.mimeType]), [[uri, 'application/json']]);
    return JSON.parse(contents[0].text);
  }

  if (lacks.length > 0) it('is not asked for what it lacks', (t) => t.diagnostic(`this client has no ${lacks.join(', no ')}`));

  check('lists resources, each of which can be read', ['listResources', 'readResource'], async () => {
    const resources = await session().client.listResources();
    const addresses = resources.map((resource) => resource.uri);
    for (const uri of [stats, memoriesOf('default'), memoryAt(session().memory.id)]) assert.ok(addresses.includes(uri), `${addresses}`);
    for (const { uri, name } of resources) {
      assert.ok(name, uri);
      await read(uri);
    }
  });

  check('lists templates', ['listTemplates'], async () => {
    const templates = (await session().client.listTemplates()).map((template) => template.uriTemplate);
    assert.deepEqual(templates.sort(), [memoryTemplate, memoriesOf('{user_id}'), entityAt('{name}')].sort());
  });

  check('reads how many memories there are', ['readResource'], async () => {
    const { memories, users } = await read(stats);
    assert.deepEqual(memories, { total: 2, facts: 1, turns: 1, procedures: 0 });
    assert.equal(users, 1);
  });

  check('reads the memories of a user', ['readResource'], async () => {
    const { memory } = session();
    const { user_id, results, total } = await read(memoriesOf('default'));
    assert.deepEqual([user_id, results.length, total], ['default', 2, 2]);
    assert.equal(results.find((hit) => hit.id === memory.id).memory, memory.text);
    assert.deepEqual((await read(memoriesOf('nobody'))).results, []);
  });

  check('reads one memory, as it is now', ['readResource'], async () => {
    const { client, memory } = session();
    const uri = memoryAt(memory.id);
    for (const text of ['Ada is allergic to all nuts.', memory.text]) {
      await client.call('update_memory', { memory_id: memory.id, text });
      assert.equal((await read(uri)).memory, text);
    }
  });

  check('reads an entity with its relations', ['readResource'], async () => {
    const ada = await read(entityAt('ada'));
    assert.deepEqual([ada.name, ada.relations.map((relation) => relation.target)], ['Ada', ['Acme']]);
  });

  check('is refused a memory that is not there', ['readResource'], async () => {
    const uri = memoryAt(randomUUID());
    await assert.rejects(async () => session().client.readResource(uri), (error) => error.message.includes(uri));
  });

  check('lists the prompts', ['listPrompts'], async () => {
    const prompts = await session().client.listPrompts();
    assert.deepEqual(prompts.map((prompt) => prompt.name).sort(), ['recall', 'remember']);
    const topic = prompts.find((prompt) => prompt.name === 'recall').arguments.find((argument) => argument.name === 'topic');
    assert.equal(topic.required, true);
  });

  check('gets the prompt that recalls a topic', ['getPrompt'], async () => {
    const messages = await session().client.getPrompt('recall', { topic: 'cashews' });
    assert.match(textOf(messages), /cashews/);
    assert.ok(messages.every((message) => ['user', 'assistant'].includes(message.role)));
  });

  check('gets the prompt that remembers', ['getPrompt'], async () => {
    assert.ok(textOf(await session().client.getPrompt('remember', {})).length > 0);
  });

  check('is refused a prompt without its topic', ['getPrompt'], async () => {
    await assert.rejects(async () => session().client.getPrompt('recall', {}), /topic/);
  });

  check('completes the id of a memory and the names of users and entities', ['complete'], async () => {
    const { client, memory } = session();
    const completed = async (uri, name, value) => (await client.complete({ type: 'ref/resource', uri }, { name, value })).values;
    assert.deepEqual(await completed(memoryTemplate, 'id', memory.id.slice(0, -1)), [memory.id]);
    assert.deepEqual(await completed(memoriesOf('{user_id}'), 'user_id', 'def'), ['default']);
    assert.deepEqual(await completed(entityAt('{name}'), 'name', 'be'), ['Ben']);
  });
}
