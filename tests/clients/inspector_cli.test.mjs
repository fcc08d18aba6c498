import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { withServer } from './adapters.mjs';
import { remembersBriefly } from './brief_scenario.mjs';
import { binary, environment, here, remove, run, temporaryDirectory } from './keepsake.mjs';
import { remembers } from './scenario.mjs';

const inspector = here('node_modules/.bin/mcp-inspector');
const toolError = 5;
const lacks = ['complete'];

// Over stdio every call is a new inspector and a new server: what one remembers, the next must find.
const overStdio = (directory) => [
  binary, ...Object.entries(environment(directory)).flatMap(([name, value]) => ['-e', `${name}=${value}`])];
const overHttp = (server) => ['--transport', 'http', '--server-url', server.mcp.href];
const overSse = (server) => ['--transport', 'sse', '--server-url', server.sse.href];

async function inspect(directory, target, era, ...words) {
  const options = ['--protocol-era', era, '--format', 'json', ...words];
  // Most of its time goes into reading its own source.
  const env = { ...environment(directory), NODE_COMPILE_CACHE: join(tmpdir(), 'compiled') };
  return run(process.execPath, [inspector, '--cli', ...target, ...options], { env });
}

function adapter(directory, target, era, server) {
  const ask = async (method, ...words) =>
    JSON.parse((await inspect(directory, target, era, '-q', '--method', method, ...words)).stdout).result;
  const pairs = (args) => Object.entries(args).flatMap(([name, value]) => ['--prompt-args', `${name}=${value}`]);
  return {
    listTools: async () => (await ask('tools/list')).tools,
    call: async (name, args) => {
      try {
        return await ask('tools/call', '--tool-name', name, '--tool-args-json', JSON.stringify(args));
      } catch (failure) {
        if (failure.code !== toolError) throw failure;
        return JSON.parse(failure.stdout).result;
      }
    },
    listResources: async () => (await ask('resources/list')).resources,
    listTemplates: async () => (await ask('resources/templates/list')).resourceTemplates,
    readResource: async (uri) => (await ask('resources/read', '--uri', uri)).contents,
    listPrompts: async () => (await ask('prompts/list')).prompts,
    getPrompt: async (name, args) => (await ask('prompts/get', '--prompt-name', name, ...pairs(args))).messages,
    close: () => server?.close(),
  };
}

const stdio = (era) => (directory) => adapter(directory, overStdio(directory), era);
const served = (target, era) => (directory) =>
  withServer(directory, (server) => adapter(directory, target(server), era, server));

describe('Inspector', { concurrency: 2 }, () => {
  describe('the scenario over stdio, legacy', { concurrency: 1 }, () => remembers(stdio('legacy'), { lacks }));
  for (const era of ['auto', 'modern']) {
    describe(`over stdio, ${era}`, { concurrency: 1 }, () => remembersBriefly(stdio(era)));
  }
  for (const era of ['legacy', 'auto', 'modern']) {
    describe(`over Streamable HTTP, ${era}`, { concurrency: 1 }, () => remembersBriefly(served(overHttp, era)));
  }
  describe('over HTTP+SSE, legacy', { concurrency: 1 }, () => remembersBriefly(served(overSse, 'legacy')));

  for (const era of ['legacy', 'modern']) {
    it(`finds nothing to complain about in the schemas, ${era}`, async () => {
      const directory = await temporaryDirectory();
      const { stderr } = await inspect(directory, overStdio(directory), era, '--method', 'tools/list', '--strict')
        .finally(() => remove(directory));
      assert.equal(stderr.trim(), '');
    });
  }
});
