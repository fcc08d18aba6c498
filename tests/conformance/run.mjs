import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Server } from './server.mjs';
import { readExpectedFailures, runSuite } from './suite.mjs';
import { Verdict } from './verdict.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

const requirements = ['2025-11-25', '2026-07-28'];
const library = {
  name: 'The library with fixtures',
  start: () => Server.start(process.env.KEEPSAKE_CONFORMANCE_SERVER, [], { PATH: process.env.PATH }),
  runs: [
    { title: 'suite 0.1.16, all', version: '0.1', args: ['--suite', 'all'] },
    ...requirements.map((revision) => requirementsOf(revision)),
  ],
};
const product = {
  name: 'The product',
  start: () =>
    Server.start(process.env.KEEPSAKE_BINARY, ['serve', '--listen', '127.0.0.1:0'], {
      PATH: process.env.PATH,
      HOME: directory,
      KEEPSAKE_DATA_DIR: join(directory, 'data'),
      KEEPSAKE_LOG: 'error',
      // What is tested here is the protocol.
      KEEPSAKE_EMBEDDER_PROVIDER: 'none',
    }),
  runs: requirements.map((revision) => requirementsOf(revision, here(`without_fixtures_${revision}.yml`))),
};

// `list`: the file of expected failures, if any.
function requirementsOf(revision, list) {
  const args = ['--requirements', revision];
  return { title: `suite 0.2.0-alpha.12, requirements of ${revision}`, version: '0.2', args, list };
}

// The extension io.modelcontextprotocol/tasks is not offered.
const isLeftOut = (scenario) => scenario.startsWith('tasks-');

const directory = mkdtempSync(join(tmpdir(), 'keepsake-conformance-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => process.exit(1));

let passed = 0;
let failed = 0;

async function judge({ title, version, args, list }, subject, url) {
  const expectations = { isLeftOut };
  if (list) {
    args = [...args, '--expected-failures', list];
    expectations.expectedFailures = await readExpectedFailures(list);
  }
  const results = mkdtempSync(join(directory, 'results-'));
  const verdict = new Verdict(await runSuite(version, args, url, results), expectations);
  passed += verdict.passed;
  failed += verdict.failures.length;
  console.log(`${subject}, ${title}: ${verdict.passed} checks passed, ${verdict.failures.length} failed`);
  for (const line of verdict.warnings) console.log(`  warning: ${line}`);
  for (const line of verdict.failures) console.log(`  FAILED: ${line}`);
  if (list) console.log(`  known to fail: ${verdict.expected.length} of ${basename(list)}`);
  if (verdict.leftOut.length > 0) console.log(`  not offered, not counted: ${verdict.leftOut.join(', ')}`);
}

for (const { name, start, runs } of [library, product]) {
  try {
    const server = await start();
    for (const run of runs) await judge(run, name, server.url);
    await server.stop();
  } catch (error) {
    ++failed;
    console.log(`${name}\n  FAILED: ${error.message}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
