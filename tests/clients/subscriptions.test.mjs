import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { overStdio } from './adapters.mjs';
import { Heard } from './heard.mjs';
import { patience, serve, Workplace } from './keepsake.mjs';
import { sdk1, sdk2 } from './sdks.mjs';

// How a client is told that a resource has changed: watch(client, uri) returns what ends it.
const legacy = {
  listen: (client, told) => client.setNotificationHandler(ResourceUpdatedNotificationSchema, told),
  watch: async (client, uri) => {
    await client.subscribeResource({ uri });
    return () => client.unsubscribeResource({ uri });
  },
};
const modern = {
  listen: (client, told) => client.setNotificationHandler('notifications/resources/updated', told),
  watch: async (client, uri) => {
    const subscription = await client.listen({ resourceSubscriptions: [uri] });
    assert.deepEqual(subscription.honoredFilter.resourceSubscriptions, [uri]);
    return () => subscription.close();
  },
};

const watchers = [
  { title: 'SDK 1 over stdio', era: legacy, open: ({ directory }) => sdk1.stdio(overStdio(directory)) },
  { title: 'SDK 1 over Streamable HTTP', era: legacy, open: (_, { mcp }) => sdk1.http(mcp) },
  { title: 'SDK 1 over HTTP+SSE', era: legacy, open: (_, { sse }) => sdk1.sse(sse) },
  { title: 'SDK 2 over stdio', era: modern, open: ({ directory }) => sdk2.stdio(overStdio(directory)) },
  { title: 'SDK 2 over Streamable HTTP', era: modern, open: (_, { mcp }) => sdk2.http(mcp) },
];
const writers = {
  'another client of the server': (_, { mcp }) => sdk1.http(mcp),
  'another process': ({ directory }) => sdk1.stdio(overStdio(directory)),
};

const all = 'keepsake://users/default/memories';

// Nearly all of their time is waiting.
describe('subscriptions', { concurrency: 5 }, () => {
  for (const { title, era, open } of watchers) {
    for (const [other, write] of Object.entries(writers)) {
      it(`tell ${title} what ${other} has changed, until it has heard enough`, patience, async (t) => {
        const place = await Workplace.during(t);
        const server = await place.add(serve(place.directory));
        const watcher = await place.add(open(place, server));
        const writer = await place.add(write(place, server));
        const update = (text) => writer.callTool({ name: 'update_memory', arguments: { memory_id: id, text } });
        const { structuredContent } = await writer.callTool({ name: 'add_memory', arguments: { text: 'Ada rows.' } });
        const { id } = structuredContent.results[0];
        const one = `keepsake://memories/${id}`;
        const heard = new Heard();
        era.listen(watcher, ({ params }) => heard.add(params.uri));
        const unwatchOne = await era.watch(watcher, one);
        await era.watch(watcher, all);

        await update('Ada rows on Sundays.');
        await Promise.all([heard.until((uri) => uri === one), heard.until((uri) => uri === all)]);
        const { contents } = await watcher.readResource({ uri: one });
        assert.match(contents[0].text, /on Sundays/);

        await unwatchOne();
        heard.all = [];
        for (const day of ['Mondays', 'Tuesdays']) {
          const told = heard.next((uri) => uri === all);
          await update(`Ada rows on ${day}.`);
          await told;
        }
        assert.ok(!heard.all.includes(one));
      });
    }
  }
});
