import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { adapt, withServer } from './adapters.mjs';
import { clientInfo, during, here } from './keepsake.mjs';
import { remembers } from './scenario.mjs';

const bridge = here('node_modules/.bin/mcp-remote');

// What a client that knows only stdio is told to start.
const bridgeTo = (url, directory, ...options) => new StdioClientTransport({
  command: process.execPath,
  args: [bridge, url.href, '--allow-http', '--silent', ...options],
  env: { PATH: process.env.PATH, HOME: directory, MCP_REMOTE_CONFIG_DIR: join(directory, 'mcp-remote') },
});

const through = (address, strategy) => (directory) => withServer(directory, async (server) => {
  const client = new Client(clientInfo);
  await client.connect(bridgeTo(server[address], directory, '--transport', strategy));
  return { client, ...adapt(client, server) };
});

const ways = [
  { address: 'mcp', strategy: 'http-only' },
  { address: 'sse', strategy: 'sse-only' },
];

for (const { address, strategy } of ways) {
  describe(`mcp-remote, ${strategy}`, () => {
    const open = through(address, strategy);
    describe('the scenario', () => remembers(open));

    it('learns who the server is', async (t) => {
      const { client } = await during(t, open);
      assert.equal(client.getServerVersion().name, 'keepsake');
    });
  });
}
