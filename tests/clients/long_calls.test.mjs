import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { overStdio } from './adapters.mjs';
import { HeldModel } from './held_model.mjs';
import { Heard } from './heard.mjs';
import { patience, serve, Workplace } from './keepsake.mjs';
import { sdk1, sdk2 } from './sdks.mjs';

const ways = {
  'SDK 1 over stdio': ({ command }) => sdk1.stdio(command),
  'SDK 1 over Streamable HTTP': ({ server, options }) => sdk1.http(server.mcp, options),
  'SDK 1 over HTTP+SSE': ({ server, options }) => sdk1.sse(server.sse, options),
  'SDK 2 over stdio': ({ command }) => sdk2.stdio(command),
  'SDK 2 over Streamable HTTP, legacy': ({ server, options }) => sdk2.http(server.mcp, options, 'legacy'),
  'SDK 2 over Streamable HTTP': ({ server }) => sdk2.http(server.mcp),
};

const said = 'Ada moved to Porto.';
const conversation = { messages: [{ role: 'user', content: said }], wait: true };

// SDK 1 takes the schema of a result before the options.
const call = (client, title, name, args, options) =>
  title.startsWith('SDK 1') ? client.callTool({ name, arguments: args }, undefined, options)
    : client.callTool({ name, arguments: args }, options);

for (const [title, connect] of Object.entries(ways)) {
  describe(`a call that takes its time, ${title}`, () => {
    let place, model, client;
    const complaints = [];
    const taken = new Heard(); // messages that the server has taken over HTTP

    const noting = async (url, init) => {
      const response = await fetch(url, init);
      if (init.body) taken.add(init.body);
      return response;
    };

    // A message that follows on a pipe comes later; a cancellation over HTTP comes on a connection of its own.
    const cancellationIsTaken = () =>
      taken.all.length > 0 ? taken.until((message) => message.includes('notifications/cancelled')) : client.listTools();

    before(async () => {
      place = await Workplace.open();
      model = await place.add(HeldModel.open());
      const command = overStdio(place.directory);
      command.env = { ...command.env, ...model.settings };
      const server = await place.add(serve(place.directory, model.settings));
      client = await place.add(connect({ command, server, options: { fetch: noting } }));
      client.onerror = (error) => complaints.push(error);
    });

    after(() => place.close());

    it('tells how far it is, is cancelled, and what it began goes on', patience, async () => {
      const progress = new Heard();
      const stop = new AbortController();
      const waiting = call(client, title, 'add_memory', conversation, {
        signal: stop.signal,
        onprogress: (step) => progress.add(step),
      });
      const refused = assert.rejects(waiting, /abort|cancel/i);
      await model.asked;
      await progress.until((step) => /language model/.test(step.message));
      stop.abort();
      await refused;
      await cancellationIsTaken();

      const values = progress.all.map((step) => step.progress);
      assert.deepEqual(values, [...new Set(values)].sort((a, b) => a - b));
      assert.ok(progress.all.every((step) => step.progress <= step.total));

      model.release();
      let kinds = [];
      while (!kinds.includes('fact')) {
        const { structuredContent } = await call(client, title, 'list_memories', { full: true });
        kinds = structuredContent.results.map((hit) => hit.kind);
      }
    });

    it('is answered when it has time to end; the cancelled one never was', patience, async () => {
      const { structuredContent } = await call(client, title, 'add_memory', conversation);
      assert.equal(structuredContent.status, 'SUCCEEDED');
      // Progress may still have been on its way; an answer may not.
      assert.deepEqual(complaints.filter((error) => /response for an unknown/.test(error.message)), []);
    });
  });
}
