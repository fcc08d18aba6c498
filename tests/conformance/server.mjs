import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const patience = 20_000; // milliseconds, for the start and for the end

async function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${patience / 1000} s`)), patience);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

// A server process that says its address on stdout. It does not outlive this one.
export class Server {
  url;
  #process;
  #ended; // with its exit code, a signal's name, or why it could not be started

  // Resolves when the server listens.
  static async start(program, args, env) {
    const server = new Server();
    server.#run(spawn(program, args, { env, stdio: ['pipe', 'pipe', 'inherit'] }));
    server.url = new URL('/mcp', await within(server.#address(), 'the start of the server')).href;
    return server;
  }

  // Throws when it had ended before, does not end, or ends otherwise than well.
  async stop() {
    this.#process.kill('SIGTERM');
    const ending = await within(this.#ended, 'the end of the server');
    if (ending !== 0) throw new Error(`the server ended with ${ending}`);
  }

  #run(child) {
    this.#process = child;
    child.stdin.on('error', () => {});
    process.on('exit', () => child.kill('SIGKILL'));
    this.#ended = new Promise((resolve) => {
      child.on('error', (error) => resolve(error.message));
      child.on('close', (code, signal) => resolve(signal ?? code));
    });
  }

  async #address() {
    for await (const line of createInterface({ input: this.#process.stdout })) {
      const address = line.match(/http:\/\/[^\s/]+/);
      if (!address) continue;
      this.#process.stdout.resume();
      return address[0];
    }
    throw new Error(`the server ended with ${await this.#ended}`);
  }
}
