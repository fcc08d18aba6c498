import assert from 'node:assert/strict';
import { constants, cp, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { binary, clientInfo, during, environment, hasModel, here, printedVersion, run, searchByMeaning } from './keepsake.mjs';
import { modern, Pipe } from './pipe.mjs';

const path = here('../../manifest.json');
const mcpb = here('node_modules/.bin/mcpb');
const readManifest = async () => JSON.parse(await readFile(path, 'utf8'));

describe('manifest.json', () => {
  it('passes mcpb validate', async () => {
    const { stdout } = await run(process.execPath, [mcpb, 'validate', path]);
    assert.match(stdout, /Manifest schema validation passes/);
  });

  it('names the tools that the server lists', async (t) => {
    const pipe = await during(t, (directory) => new Pipe(directory));
    const { result } = await pipe.request('tools/list', modern());
    const manifest = await readManifest();
    assert.deepEqual(manifest.tools.map((tool) => tool.name), result.tools.map((tool) => tool.name));
  });

  it('has the version of the program', async () => {
    assert.equal((await readManifest()).version, await printedVersion());
  });

  it('describes a binary server whose settings all exist', async () => {
    const manifest = await readManifest();
    assert.equal(manifest.manifest_version, '0.3');
    assert.equal(manifest.server.type, 'binary');
    const used = [...JSON.stringify(manifest.server).matchAll(/\$\{user_config\.(\w+)\}/g)].map((match) => match[1]);
    assert.deepEqual(new Set(used), new Set(Object.keys(manifest.user_config)));
  });

  // The format names the program only; its model and libraries are found because they lie beside it.
  it('describes a bundle that finds by meaning wherever it is unpacked', { skip: !hasModel && 'no model for this processor' }, async (t) => {
    const { server } = await readManifest();
    const client = await during(t, async (directory) => {
      const command = server.mcp_config.command.replace('${__dirname}', join(directory, 'un packed'));
      await mkdir(dirname(command), { recursive: true });
      await cp(binary, command);
      for (const part of ['lib', 'model']) {
        await cp(join(dirname(binary), part), join(dirname(command), part), { recursive: true, mode: constants.COPYFILE_FICLONE });
      }
      const opened = new Client(clientInfo, { versionNegotiation: { mode: 'legacy' } });
      const env = { ...environment(directory), KEEPSAKE_EMBEDDER_PROVIDER: '' };
      await opened.connect(new StdioClientTransport({ command, env }));
      return opened;
    });
    const call = async (name, args) => (await client.callTool({ name, arguments: args })).structuredContent;
    await call('add_memory', { facts: ['Ada is allergic to walnuts.', 'Ada commutes by bicycle.'] });
    const found = await searchByMeaning(() => call('search_memory', { query: 'How does she get to the office?' }));
    assert.match(found.results[0].memory, /bicycle/);
  });
});
