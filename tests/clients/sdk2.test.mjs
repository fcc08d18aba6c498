import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { adapt, overStdio, withServer } from './adapters.mjs';
import { binary, clientInfo, during, environment, printedVersion, tamperingProxy } from './keepsake.mjs';
import { remembers } from './scenario.mjs';

// Over stdio the client asks a throw-away process for its era first, except through a subclass: that asks on the pipe it
// goes on to use.
class SamePipe extends StdioClientTransport {}

async function connect(mode, transport) {
  const client = new Client(clientInfo, { versionNegotiation: { mode } });
  await client.connect(transport);
  return client;
}

const through = (Transport) => async (directory, mode) => {
  const client = await connect(mode, new Transport(overStdio(directory)));
  return { client, ...adapt(client) };
};

const over = (transport) => async (directory, mode) => withServer(directory, async (server) => {
  const client = await connect(mode, transport(server));
  return { client, ...adapt(client, server) };
});

const stdio = through(StdioClientTransport);
const http = over(({ mcp }) => new StreamableHTTPClientTransport(mcp));
const sse = over(({ sse: url }) => new SSEClientTransport(url));
const pinned = { pin: '2026-07-28' };

const ways = [
  { title: 'stdio, legacy', open: stdio, mode: 'legacy', version: '2025-11-25' },
  { title: 'stdio, auto', open: stdio, mode: 'auto', version: '2026-07-28' },
  { title: 'stdio, auto on one pipe', open: through(SamePipe), mode: 'auto', version: '2026-07-28' },
  { title: 'stdio, pinned to 2026-07-28', open: stdio, mode: pinned, version: '2026-07-28' },
  { title: 'Streamable HTTP, legacy', open: http, mode: 'legacy', version: '2025-11-25' },
  { title: 'Streamable HTTP, auto', open: http, mode: 'auto', version: '2026-07-28' },
  { title: 'Streamable HTTP, pinned to 2026-07-28', open: http, mode: pinned, version: '2026-07-28' },
  { title: 'HTTP+SSE, legacy', open: sse, mode: 'legacy', version: '2025-11-25' },
];

for (const { title, open, mode, version } of ways) {
  describe(`SDK 2 over ${title}`, () => {
    describe('the scenario', () => remembers((directory) => open(directory, mode)));

    it('agrees on the version and learns who the server is', async (t) => {
      const { client } = await during(t, (directory) => open(directory, mode));
      assert.equal(client.getNegotiatedProtocolVersion(), version);
      assert.equal(client.getServerVersion().name, 'keepsake');
      assert.equal(client.getServerVersion().version, await printedVersion());
      assert.ok(client.getInstructions().length <= 2048);
    });
  });
}

for (const mode of ['legacy', 'auto', pinned]) {
  describe(`SDK 2, ${mode.pin ?? mode}`, () => {
    it('validates structured answers', async (t) => {
      const args = [tamperingProxy, binary];
      const client = await during(t, (directory) =>
        connect(mode, new StdioClientTransport({ command: process.execPath, args, env: environment(directory) })));
      await client.listTools();
      await assert.rejects(client.callTool({ name: 'search_memory', arguments: { query: 'walnuts' } }), /output schema/);
    });
  });
}
