import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createMCPClient } from '@ai-sdk/mcp';
import { environment, here, run, serve, Workplace } from './keepsake.mjs';
import { modern } from './pipe.mjs';
import { sdk1, sdk2 } from './sdks.mjs';

const token = 'a-token-of-some-length';
const bearing = (word) => ({ Authorization: `Bearer ${word}` });

describe('a server with a bearer token', () => {
  let place, server;

  before(async () => {
    place = await Workplace.open();
    server = await place.add(serve(place.directory, { KEEPSAKE_API_KEY: token }));
  });

  after(() => place.close());

  const post = (headers) => fetch(server.mcp, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: modern() }),
  });

  const wrong = {
    'no token': {},
    'another token': bearing('another-token'),
    'the beginning of the token': bearing(token.slice(0, -1)),
    'more than the token': bearing(`${token}.`),
    'an empty token': { Authorization: 'Bearer ' },
    'the token of another scheme': { Authorization: `Basic ${token}` },
  };

  for (const [what, headers] of Object.entries(wrong)) {
    it(`refuses ${what} with 401 and says what it wants`, async () => {
      const refused = await post(headers);
      assert.equal(refused.status, 401);
      assert.match(refused.headers.get('WWW-Authenticate'), /^Bearer/);
      assert.ok(!(await refused.text()).includes('tools'));
    });
  }

  it('refuses every way in', async () => {
    for (const path of ['/mcp', '/sse', '/messages?sessionId=1', '/mcp/claude/sse/ada', '/mcp/claude/http/ada']) {
      for (const method of ['GET', 'POST', 'DELETE']) {
        const refused = await fetch(new URL(path, server.origin), { method });
        await refused.body?.cancel();
        assert.equal(refused.status, 401, `${method} ${path}`);
      }
    }
  });

  const clients = {
    'SDK 1 over Streamable HTTP': (headers) => sdk1.http(server.mcp, { requestInit: { headers } }),
    'SDK 1 over HTTP+SSE': (headers) => sdk1.sse(server.sse, { requestInit: { headers } }),
    'SDK 2 over Streamable HTTP, legacy': (headers) => sdk2.http(server.mcp, { requestInit: { headers } }, 'legacy'),
    'SDK 2 over Streamable HTTP, auto': (headers) => sdk2.http(server.mcp, { requestInit: { headers } }),
    'SDK 2 over HTTP+SSE': (headers) => sdk2.sse(server.sse, { requestInit: { headers } }),
    'AI SDK over Streamable HTTP': (headers) => createMCPClient({ transport: { type: 'http', url: server.mcp.href, headers } }),
    'AI SDK over HTTP+SSE': (headers) => createMCPClient({ transport: { type: 'sse', url: server.sse.href, headers } }),
  };

  for (const [title, connect] of Object.entries(clients)) {
    it(`lets ${title} in with the token only`, async () => {
      for (const headers of [{}, bearing('another-token')]) await assert.rejects(connect(headers), /401|Unauthorized|token/);
      const client = await place.add(connect(bearing(token)));
      assert.ok((await client.listTools()).tools.length > 0);
    });
  }

  it('lets mcp-remote in with the token', async () => {
    const options = ['--allow-http', '--silent', '--header', 'Authorization:${AUTHORIZATION}'];
    const args = [here('node_modules/.bin/mcp-remote'), server.mcp.href, ...options];
    const env = { ...environment(place.directory), MCP_REMOTE_CONFIG_DIR: place.directory, AUTHORIZATION: `Bearer ${token}` };
    const client = await place.add(sdk1.stdio({ command: process.execPath, args, env }));
    assert.ok((await client.listTools()).tools.length > 0);
  });

  it('lets the Inspector in with the token', async () => {
    const words = ['--transport', 'http', '--server-url', server.mcp.href, '--header', `Authorization: Bearer ${token}`,
      '--stored-auth-only', '--format', 'json', '-q', '--method', 'tools/list'];
    const args = [here('node_modules/.bin/mcp-inspector'), '--cli', ...words];
    const { stdout } = await run(process.execPath, args, { env: environment(place.directory) });
    assert.ok(JSON.parse(stdout).result.tools.length > 0);
  });
});

describe('the addresses of OpenMemory', () => {
  let place, clients;

  before(async () => {
    place = await Workplace.open();
    const { origin } = await place.add(serve(place.directory));
    const at = (path) => new URL(path, origin);
    clients = {
      adaSse: await place.add(sdk1.sse(at('/mcp/claude/sse/ada'))),
      adaHttp: await place.add(sdk1.http(at('/mcp/cursor/http/ada'))),
      adaModern: await place.add(sdk2.http(at('/mcp/cursor/http/ada'))),
      bob: await place.add(sdk1.sse(at('/mcp/claude/sse/bob'))),
      nobody: await place.add(sdk1.http(at('/mcp'))),
    };
  });

  after(() => place.close());

  const ask = (client, name, args) => client.callTool({ name, arguments: args });
  const listed = async (client) => (await ask(client, 'list_memories', { full: true })).structuredContent.results;

  it('bind to the user that they name', async () => {
    await ask(clients.adaSse, 'add_memory', { text: 'Ada keeps bees.' });
    await ask(clients.adaHttp, 'add_memory', { text: 'Ada rows.' });
    await ask(clients.bob, 'add_memory', { text: 'Bob bakes bread.' });
    for (const client of [clients.adaSse, clients.adaHttp, clients.adaModern]) {
      const hits = await listed(client);
      assert.deepEqual(hits.map((hit) => hit.memory).sort(), ['Ada keeps bees.', 'Ada rows.']);
      assert.ok(hits.every((hit) => hit.user_id === 'ada'));
    }
    assert.deepEqual((await listed(clients.bob)).map((hit) => hit.memory), ['Bob bakes bread.']);
    assert.deepEqual(await listed(clients.nobody), []);
  });

  it('show no other user, whatever is asked', async () => {
    const [{ id }] = await listed(clients.bob);
    for (const client of [clients.adaSse, clients.adaHttp, clients.adaModern]) {
      const answers = [
        await ask(client, 'search_memory', { query: 'Who bakes bread?', user_id: 'bob' }),
        await ask(client, 'list_memories', { user_id: 'bob' }),
        await ask(client, 'list_memories', { filters: { user_id: 'bob' } }),
        await ask(client, 'list_memories', { filters: { user_id: '*' } }),
        await ask(client, 'get_memory', { memory_id: id }),
        await ask(client, 'delete_memory', { memory_id: id }),
        await client.readResource({ uri: `keepsake://memories/${id}` }).catch((error) => error.message),
        await client.readResource({ uri: 'keepsake://users/bob/memories' }).catch((error) => error.message),
      ];
      for (const answer of answers) assert.ok(!JSON.stringify(answer).includes('bakes bread.'), JSON.stringify(answer));
    }
    assert.deepEqual((await listed(clients.bob)).map((hit) => hit.id), [id]);
  });
});
