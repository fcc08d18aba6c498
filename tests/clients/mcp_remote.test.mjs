import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { adapt, withServer } from './adapters.mjs';
import { during, here } from './keepsake.mjs';
import { remembers } from './scenario.mjs';
import { sdk1 } from './sdks.mjs';

const bridge = here('node_modules/.bin/mcp-remote');

// What a client that knows only stdio is told to start.
const bridgeTo = (url, directory, ...options) => ({
  command: process.execPath,
  args: [bridge, url.href, '--allow-http', '--silent', ...options],
  env: { PATH: process.env.PATH, HOME: directory, MCP_REMOTE_CONFIG_DIR: join(directory, 'mcp-remote') },
});

const through = (address, strategy) => (directory) => withServer(directory, async (server) => {
  const client = await sdk1.stdio(bridgeTo(server[address], directory, '--transport', strategy));
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
