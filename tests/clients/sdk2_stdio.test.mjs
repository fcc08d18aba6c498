import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { binary, clientInfo, during, environment, printedVersion, tamperingProxy } from './keepsake.mjs';
import { remembers } from './scenario.mjs';

// The client asks a throw-away process for its era first, except through a subclass: that asks on the pipe it goes on to use.
class SamePipe extends StdioClientTransport {}

const modes = [
  { title: 'legacy', mode: 'legacy', version: '2025-11-25' },
  { title: 'auto', mode: 'auto', version: '2026-07-28' },
  { title: 'auto on one pipe', mode: 'auto', Transport: SamePipe, version: '2026-07-28' },
  { title: 'pinned to 2026-07-28', mode: { pin: '2026-07-28' }, version: '2026-07-28' },
];

async function connect(directory, { mode, Transport = StdioClientTransport }, command = binary, args = []) {
  const client = new Client(clientInfo, { versionNegotiation: { mode } });
  await client.connect(new Transport({ command, args, env: environment(directory) }));
  return client;
}

async function adapter(directory, settings) {
  const client = await connect(directory, settings);
  return {
    listTools: async () => (await client.listTools()).tools,
    call: (name, args) => client.callTool({ name, arguments: args }),
    close: () => client.close(),
  };
}

for (const settings of modes) {
  describe(`SDK 2, ${settings.title}`, () => {
    describe('the scenario', () => remembers((directory) => adapter(directory, settings)));

    it('agrees on the version and learns who the server is', async (t) => {
      const client = await during(t, (directory) => connect(directory, settings));
      assert.equal(client.getNegotiatedProtocolVersion(), settings.version);
      assert.equal(client.getServerVersion().name, 'keepsake');
      assert.equal(client.getServerVersion().version, await printedVersion());
      assert.ok(client.getInstructions().length <= 2048);
    });

    it('validates structured answers', async (t) => {
      const client = await during(t, (directory) => connect(directory, settings, process.execPath, [tamperingProxy, binary]));
      await client.listTools();
      await assert.rejects(client.callTool({ name: 'search_memory', arguments: { query: 'walnuts' } }), /output schema/);
    });
  });
}
