import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { binary, clientInfo, during, environment, printedVersion, tamperingProxy } from './keepsake.mjs';
import { remembers } from './scenario.mjs';

async function connect(directory, command = binary, args = []) {
  const client = new Client(clientInfo);
  await client.connect(new StdioClientTransport({ command, args, env: environment(directory) }));
  return client;
}

async function adapter(directory) {
  const client = await connect(directory);
  return {
    listTools: async () => (await client.listTools()).tools,
    call: (name, args) => client.callTool({ name, arguments: args }),
    close: () => client.close(),
  };
}

describe('SDK 1', () => {
  describe('the scenario', () => remembers(adapter));

  it('learns who the server is and how to use it', async (t) => {
    const client = await during(t, connect);
    assert.equal(client.getServerVersion().name, 'keepsake');
    assert.equal(client.getServerVersion().version, await printedVersion());
    assert.ok(client.getInstructions().length <= 2048);
  });

  it('validates structured answers', async (t) => {
    const client = await during(t, (directory) => connect(directory, process.execPath, [tamperingProxy, binary]));
    await client.listTools();
    await assert.rejects(client.callTool({ name: 'search_memory', arguments: { query: 'walnuts' } }), /does not match the tool's output schema/);
  });
});
