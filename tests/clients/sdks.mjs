// Clients of both generations of the SDK, each by one address or one command; close() ends the client only.
import { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport as FirstSse } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport as FirstStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as FirstHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Client as SecondClient, SSEClientTransport as SecondSse, StreamableHTTPClientTransport as SecondHttp } from '@modelcontextprotocol/client';
import { StdioClientTransport as SecondStdio } from '@modelcontextprotocol/client/stdio';
import { clientInfo } from './keepsake.mjs';

async function connected(client, transport) {
  await client.connect(transport);
  return client;
}

const first = (transport) => connected(new FirstClient(clientInfo), transport);
const second = (transport, mode) => connected(new SecondClient(clientInfo, { versionNegotiation: { mode } }), transport);

export const sdk1 = {
  stdio: (command) => first(new FirstStdio(command)),
  http: (url, options) => first(new FirstHttp(url, options)),
  sse: (url, options) => first(new FirstSse(url, options)),
};

// `mode`: legacy, auto, or {pin: version}
export const sdk2 = {
  stdio: (command, mode = 'auto') => second(new SecondStdio(command), mode),
  http: (url, options, mode = 'auto') => second(new SecondHttp(url, options), mode),
  sse: (url, options) => second(new SecondSse(url, options), 'legacy'),
};
