// What a scenario needs of a client:
//   listTools() -> tools, call(name, arguments) -> tool result,
//   listResources() -> resources, listTemplates() -> resource templates, readResource(uri) -> contents,
//   listPrompts() -> prompts, getPrompt(name, arguments) -> messages, complete(ref, argument) -> completion, close()
import { binary, environment, serve } from './keepsake.mjs';

// Both generations of the SDK and the AI SDK have these methods. `server` is what the client alone does not end.
export const adapt = (client, server) => ({
  listTools: async () => (await client.listTools()).tools,
  call: (name, args) => client.callTool({ name, arguments: args }),
  listResources: async () => (await client.listResources()).resources,
  listTemplates: async () => (await client.listResourceTemplates()).resourceTemplates,
  readResource: async (uri) => (await client.readResource({ uri })).contents,
  listPrompts: async () => (await client.listPrompts()).prompts,
  getPrompt: async (name, args) => (await client.getPrompt({ name, arguments: args })).messages,
  complete: async (ref, argument) => (await client.complete({ ref, argument })).completion,
  close: async () => {
    await client.close();
    await server?.close();
  },
});

// Hands `open` a server that listens, and ends it with what was opened, or when that fails.
export async function withServer(directory, open) {
  const server = await serve(directory);
  try {
    return await open(server);
  } catch (error) {
    await server.close();
    throw error;
  }
}

export const overStdio = (directory) => ({ command: binary, env: environment(directory) });
