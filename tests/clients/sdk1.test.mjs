import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { adapt, overStdio, withServer } from './adapters.mjs';
import { binary, clientInfo, during, environment, printedVersion, tamperingProxy } from './keepsake.mjs';
import { remembers } from './scenario.mjs';

async function connect(transport) {
  const client = new Client(clientInfo);
  await client.connect(transport);
  return client;
}

const over = (transport) => async (directory) => withServer(directory, async (server) => {
  const client = await connect(transport(server));
  return { client, server, ...adapt(client, server) };
});

const ways = {
  stdio: async (directory) => {
    const client = await connect(new StdioClientTransport(overStdio(directory)));
    return { client, ...adapt(client) };
  },
  'Streamable HTTP': over(({ mcp }) => new StreamableHTTPClientTransport(mcp)),
  'HTTP+SSE': over(({ sse }) => new SSEClientTransport(sse)),
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
      connect(new StdioClientTransport({ command: process.execPath, args, env: environment(directory) })));
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
