import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMCPClient } from '@ai-sdk/mcp';
import { StdioMCPTransport } from '@ai-sdk/mcp/mcp-stdio';
import { adapt, overStdio, withServer } from './adapters.mjs';
import { during, printedVersion } from './keepsake.mjs';
import { remembers } from './scenario.mjs';

const stdio = async (directory, settings) => {
  const client = await createMCPClient({ transport: new StdioMCPTransport(overStdio(directory)), ...settings });
  return { client, ...adapt(client) };
};

const over = (transport) => (directory, settings) => withServer(directory, async (server) => {
  const client = await createMCPClient({ transport: transport(server), ...settings });
  return { client, ...adapt(client, server) };
});

const http = over(({ mcp }) => ({ type: 'http', url: mcp.href }));
const sse = over(({ sse: url }) => ({ type: 'sse', url: url.href }));
const legacy = { protocolVersionDiscovery: false };

const ways = [
  { title: 'stdio', open: stdio, version: '2026-07-28' },
  { title: 'stdio, legacy', open: stdio, settings: legacy, version: '2025-11-25' },
  { title: 'Streamable HTTP', open: http, version: '2026-07-28' },
  { title: 'Streamable HTTP, legacy', open: http, settings: legacy, version: '2025-11-25' },
  { title: 'HTTP+SSE', open: sse, version: '2025-11-25' },
];

for (const { title, open, settings, version } of ways) {
  describe(`AI SDK over ${title}`, () => {
    describe('the scenario', () => remembers((directory) => open(directory, settings)));

    it('agrees on the version and learns who the server is', async (t) => {
      const { client } = await during(t, (directory) => open(directory, settings));
      assert.equal(client.initializeResult.protocolVersion, version);
      assert.equal(client.serverInfo.name, 'keepsake');
      assert.equal(client.serverInfo.version, await printedVersion());
      assert.ok(client.instructions.length <= 2048);
    });

    it('makes tools that a model can be given', async (t) => {
      const { client } = await during(t, (directory) => open(directory, settings));
      const { add_memory, search_memory } = await client.tools();
      const call = { toolCallId: '1', messages: [] };
      await add_memory.execute({ text: 'Ada keeps bees.' }, call);
      const { structuredContent } = await search_memory.execute({ query: 'bees' }, call);
      assert.equal(structuredContent.results[0].memory, 'Ada keeps bees.');
    });
  });
}
