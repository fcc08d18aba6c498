import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adapt, overStdio, withServer } from './adapters.mjs';
import { binary, during, environment, printedVersion, tamperingProxy } from './keepsake.mjs';
import { remembers } from './scenario.mjs';
import { sdk1 } from './sdks.mjs';

const served = (connect) => (directory) => withServer(directory, async (server) => {
  const client = await connect(server);
  return { client, server, ...adapt(client, server) };
});

const ways = {
  stdio: async (directory) => {
    const client = await sdk1.stdio(overStdio(directory));
    return { client, ...adapt(client) };
  },
  'Streamable HTTP': served(({ mcp }) => sdk1.http(mcp)),
  'HTTP+SSE': served(({ sse }) => sdk1.sse(sse)),
};

for (const [way, open] of Object.entries(ways)) {
  describe(`SDK 1 over ${way}`, () => {
    describe('the scenario', () => remembers(open));

    it('learns who the server is and how to use it', async (t) => {
      const { client } = await during(t, open);
      assert.equal(client.getServerVersion().name, 'keepsake');
      assert.equal(client.getServerVersion().version, await printedVersion());
      assert.ok(client.getInstructions().length <= 2048);
    });
  });
}

describe('SDK 1', () => {
  it('validates structured answers', async (t) => {
    const args = [tamperingProxy, binary];
    const client = await during(t, (directory) =>
      sdk1.stdio({ command: process.execPath, args, env: environment(directory) }));
    await client.listTools();
    await assert.rejects(client.callTool({ name: 'search_memory', arguments: { query: 'walnuts' } }), /does not match the tool's output schema/);
  });

  it('ends its session, which is then gone', async (t) => {
    const { client, server } = await during(t, ways['Streamable HTTP']);
    const session = client.transport.sessionId;
    await client.transport.terminateSession();
    const headers = { 'Mcp-Session-Id': session, Accept: 'application/json, text/event-stream', 'Content-Type': 'application/json' };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
    assert.equal((await fetch(server.mcp, { method: 'POST', headers, body })).status, 404);
  });
});
