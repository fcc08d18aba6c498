// The memory server of the Model Context Protocol itself, and ours in its place.
import { overStdio } from './adapters.mjs';
import { environment, here } from './keepsake.mjs';
import { sdk1 } from './sdks.mjs';

const program = here('node_modules/@modelcontextprotocol/server-memory/dist/index.js');

export const official = (file) => opened({
  command: process.execPath,
  args: [program],
  env: { PATH: process.env.PATH, MEMORY_FILE_PATH: file },
  stderr: 'ignore', // where it says that it runs
});

export const inItsPlace = (directory) => opened({
  ...overStdio(directory),
  env: { ...environment(directory), KEEPSAKE_TOOLS: 'knowledge-graph' },
});

async function opened(command) {
  const client = await sdk1.stdio(command);
  await client.listTools(); // from here on the client compares every answer with the tool's output schema
  return client;
}

export const readGraph = async (client) =>
  (await client.callTool({ name: 'read_graph', arguments: {} })).structuredContent;
