import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { adapt, overStdio, withServer } from './adapters.mjs';
import { binary, clientInfo, during, environment, printedVersion, tamperingProxy } from './keepsake.mjs';
import { remembers } from './scenario.mjs';
import { sdk2 } from './sdks.mjs';

// Over stdio the client asks a throw-away process for its era first, except through a subclass: that asks on the pipe it
// goes on to use.
class SamePipe extends StdioClientTransport {}

async function onOnePipe(command, mode) {
  const client = new Client(clientInfo, { versionNegotiation: { mode } });
  await client.connect(new SamePipe(command));
  return client;
}

const started = (connect) => async (directory, mode) => {
  const client = await connect(overStdio(directory), mode);
  return { client, ...adapt(client) };
};

const served = (connect) => (directory, mode) => withServer(directory, async (server) => {
  const client = await connect(server, mode);
  return { client, ...adapt(client, server) };
});

const stdio = started(sdk2.stdio);
const http = served(({ mcp }, mode) => sdk2.http(mcp, {}, mode));
const sse = served((server) => sdk2.sse(server.sse));
const pinned = { pin: '2026-07-28' };

const ways = [
  { title: 'stdio, legacy', open: stdio, mode: 'legacy', version: '2025-11-25' },
  { title: 'stdio, auto', open: stdio, mode: 'auto', version: '2026-07-28' },
  { title: 'stdio, auto on one pipe', open: started(onOnePipe), mode: 'auto', version: '2026-07-28' },
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

describe('SDK 2', () => {
  for (const mode of ['legacy', 'auto', pinned]) {
    it(`validates structured answers, ${mode.pin ?? mode}`, async (t) => {
      const args = [tamperingProxy, binary];
      const client = await during(t, (directory) =>
        sdk2.stdio({ command: process.execPath, args, env: environment(directory) }, mode));
      await client.listTools();
      await assert.rejects(client.callTool({ name: 'search_memory', arguments: { query: 'walnuts' } }), /output schema/);
    });
  }
});
