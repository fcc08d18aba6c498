import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const patience = 4 * 60_000; // milliseconds

const entry = (version) => fileURLToPath(new URL(`node_modules/conformance-${version}/dist/index.js`, import.meta.url));

// Runs a suite to its end: { exitCode, output, scenarios: Map of scenario to its checks }. A scenario that broke off has none.
export async function runSuite(version, args, url, results) {
  const { exitCode, output } = await execute([entry(version), 'server', '--url', url, '-o', results, ...args]);
  const names = [...output.matchAll(/^=== Running scenario: (\S+) ===$/gm)].map(([, name]) => name);
  const scenarios = new Map(names.map((name) => [name, []]));
  for (const directory of await readdir(results).catch(() => [])) {
    const [, name] = directory.match(/^server-(.+)-\d{4}-\d{2}-\d{2}T[\d-]+Z$/) ?? [];
    if (name) scenarios.set(name, await readChecks(join(results, directory, 'checks.json')));
  }
  return { exitCode, output, scenarios };
}

const readChecks = (file) => readFile(file, 'utf8').then(JSON.parse, () => []);

function execute(args) {
  const options = { timeout: patience, killSignal: 'SIGKILL', maxBuffer: 1 << 30, env: { PATH: process.env.PATH } };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, options, (error, stdout, stderr) =>
      resolve({ exitCode: error ? (error.code ?? error.signal) : 0, output: stdout + stderr }),
    );
    process.on('exit', () => child.kill('SIGKILL'));
  });
}

// The suite's own form of a list of expected failures; of its two kinds of lines the exact one, "- scenario:check".
export async function readExpectedFailures(file) {
  const lines = (await readFile(file, 'utf8')).matchAll(/^ *- (\S+:\S+)$/gm);
  return new Set([...lines].map(([, check]) => check));
}
