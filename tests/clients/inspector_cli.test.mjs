import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { binary, environment, here, remove, run, temporaryDirectory } from './keepsake.mjs';
import { remembers } from './scenario.mjs';

const inspector = here('node_modules/.bin/mcp-inspector');
const toolError = 5;

// Every call is a new inspector and a new server: what one remembers, the next must find.
async function inspect(directory, era, ...words) {
  const variables = Object.entries(environment(directory)).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const options = ['--protocol-era', era, '--format', 'json', ...words];
  return run(process.execPath, [inspector, '--cli', binary, ...variables, ...options], { env: environment(directory) });
}

async function call(directory, era, name, args) {
  const words = ['-q', '--method', 'tools/call', '--tool-name', name, '--tool-args-json', JSON.stringify(args)];
  try {
    return JSON.parse((await inspect(directory, era, ...words)).stdout).result;
  } catch (failure) {
    if (failure.code !== toolError) throw failure;
    return JSON.parse(failure.stdout).result;
  }
}

const adapter = (directory, era) => ({
  listTools: async () => JSON.parse((await inspect(directory, era, '-q', '--method', 'tools/list')).stdout).result.tools,
  call: (name, args) => call(directory, era, name, args),
  close: () => {},
});

describe('Inspector', { concurrency: true }, () => {
  for (const era of ['legacy', 'modern']) {
    describe(`the scenario, ${era}`, { concurrency: 1 }, () => remembers((directory) => adapter(directory, era)));

    it(`finds nothing to complain about in the schemas, ${era}`, async () => {
      const directory = await temporaryDirectory();
      const { stderr } = await inspect(directory, era, '--method', 'tools/list', '--strict').finally(() => remove(directory));
      assert.equal(stderr.trim(), '');
    });
  }
});
