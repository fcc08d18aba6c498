import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const run = promisify(execFile);

export const binary = process.env.KEEPSAKE_BINARY ?? '';
assert.ok(isAbsolute(binary), 'Set KEEPSAKE_BINARY to the absolute path of the keepsake program.');

// There is an embedding model for x86-64 only.
export const hasModel = process.arch === 'x64';

// What a search brings once the model is loaded and every memory has its vector; a slow machine may need a moment.
export async function searchByMeaning(search) {
  let answer = await search();
  for (let attempt = 1; attempt < 1000 && answer.not_searched.length > 0; ++attempt) answer = await search();
  assert.deepEqual(answer.not_searched, []);
  return answer;
}

export const here = (name) => fileURLToPath(new URL(name, import.meta.url));

export const tamperingProxy = here('tampering_proxy.mjs');

export const clientInfo = { name: 'keepsake-client-tests', version: '1.0.0' };

// For tests that wait to be told something.
export const patience = { timeout: 60_000 };

export const temporaryDirectory = () => mkdtemp(join(tmpdir(), 'keepsake-clients-'));

export const remove = (directory) => rm(directory, { recursive: true, force: true, maxRetries: 5 });

// Opens something on a directory of its own for one test; neither outlives the test.
export async function during(t, open) {
  const directory = await temporaryDirectory();
  let opened;
  t.after(async () => {
    await opened?.close();
    await remove(directory);
  });
  opened = await open(directory);
  return opened;
}

// A directory and all that works on it. close() ends the last first.
export class Workplace {
  #opened = [];

  static async open() {
    const place = new Workplace();
    place.directory = await temporaryDirectory();
    return place;
  }

  // For one test.
  static async during(t) {
    const place = await Workplace.open();
    t.after(() => place.close());
    return place;
  }

  async add(opening) {
    const opened = await opening;
    this.#opened.push(opened);
    return opened;
  }

  async close() {
    const last = this.#opened.pop();
    if (!last) return remove(this.directory);
    try {
      await last.close();
    } finally {
      await this.close();
    }
  }
}

// The whole environment of a server: nothing of the caller's own settings reaches it.
export const environment = (directory) => ({
  PATH: process.env.PATH,
  HOME: directory,
  KEEPSAKE_DATA_DIR: join(directory, 'data'),
  KEEPSAKE_LOG: 'error',
  // What is tested here is the protocol; a model loaded at every start would take most of the time.
  KEEPSAKE_EMBEDDER_PROVIDER: 'none',
});

// A server over HTTP on a port of its own choice. close() asks it to end and expects that it does in good order.
export async function serve(directory, settings = {}) {
  const env = { ...environment(directory), ...settings };
  const server = spawn(binary, ['serve', '--listen', '127.0.0.1:0'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve, reject) => {
    server.on('error', reject);
    server.on('close', (code, signal) => resolve(signal ?? code));
  });
  const lines = createInterface({ input: server.stdout });
  const [said] = await Promise.race([once(lines, 'line'), ended.then((end) => [`nothing, it ended: ${end}`])]);
  const origin = said.match(/^Keepsake listens on (http:\/\/127\.0\.0\.1:\d+)(?!\S)/)?.[1];
  if (!origin) server.kill();
  assert.ok(origin, `the server said: ${said}`);
  const close = async () => {
    server.kill('SIGTERM');
    assert.equal(await ended, 0, 'a server that is asked to end says that all is well');
  };
  return { origin, mcp: new URL('/mcp', origin), sse: new URL('/sse', origin), close };
}

export async function printedVersion() {
  const { stdout } = await run(binary, ['--version']);
  const version = stdout.match(/\d+\.\d+\.\d+\S*/);
  assert.ok(version, `no version in the output of --version: ${stdout}`);
  return version[0];
}
