import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { it } from 'node:test';

const stats = 'keepsake://stats';
const memoriesOf = (user) => `keepsake://users/${user}/memories`;
const memoryAt = (id) => `keepsake://memories/${id}`;
const memoryTemplate = memoryAt('{id}');

const textOf = (messages) => messages.map((message) => message.content.text).join('\n');

// `session()` gives the client, a memory of the user "default", and the id of one that has ended.
export function offersResourcesAndPrompts(session, lacks) {
  const check = (title, functions, test) => {
    if (!functions.some((name) => lacks.includes(name))) it(title, test);
  };

  async function read(uri) {
    const contents = await session().client.readResource(uri);
    assert.equal(contents.length, 1, uri);
    assert.equal(contents[0].uri, uri);
    return contents[0].text;
  }

  if (lacks.length > 0) it('is not asked for what it lacks', (t) => t.diagnostic(`this client has no ${lacks.join(', no ')}`));

  check('lists resources, each of which can be read', ['listResources', 'readResource'], async () => {
    const resources = await session().client.listResources();
    const addresses = resources.map((resource) => resource.uri);
    for (const uri of [stats, memoriesOf('default')]) assert.ok(addresses.includes(uri), `${uri} is not among ${addresses}`);
    for (const { uri, name } of resources) {
      assert.ok(name, uri);
      assert.ok((await read(uri)).length > 0, uri);
    }
  });

  check('lists templates', ['listTemplates'], async () => {
    const templates = (await session().client.listTemplates()).map((template) => template.uriTemplate);
    for (const template of [memoriesOf('{user_id}'), memoryTemplate]) assert.ok(templates.includes(template), `${templates}`);
  });

  check('reads the memories of a user', ['readResource'], async () => {
    const { memory, ended } = session();
    const text = await read(memoriesOf('default'));
    assert.ok(text.includes(memory.id) && text.includes(memory.text), text);
    assert.ok(!text.includes(ended), text);
    assert.ok(!(await read(memoriesOf('nobody'))).includes(memory.text));
  });

  check('reads one memory', ['readResource'], async () => {
    const { memory } = session();
    const text = await read(memoryAt(memory.id));
    assert.ok(text.includes(memory.text), text);
  });

  check('refuses to read a memory that is not there', ['readResource'], async () => {
    const uri = memoryAt(randomUUID());
    await assert.rejects(async () => session().client.readResource(uri), /not found/i);
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

  check('refuses a prompt without its topic', ['getPrompt'], async () => {
    await assert.rejects(async () => session().client.getPrompt('recall', {}), /topic/);
  });

  check('completes the id of a memory', ['complete'], async () => {
    const { memory } = session();
    const argument = { name: 'id', value: memory.id.slice(0, -1) };
    const { values } = await session().client.complete({ type: 'ref/resource', uri: memoryTemplate }, argument);
    assert.deepEqual(values, [memory.id]);
  });
}
