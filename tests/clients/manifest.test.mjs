import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { during, here, printedVersion, run } from './keepsake.mjs';
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
});
