import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { binary, clientInfo, environment } from './keepsake.mjs';

const meta = 'io.modelcontextprotocol/';

// What a message of the modern era carries; a message without it is of the legacy era.
export const modern = (version = '2026-07-28') => ({
  _meta: { [`${meta}protocolVersion`]: version, [`${meta}clientCapabilities`]: {}, [`${meta}clientInfo`]: clientInfo },
});

export const subscriptionId = `${meta}subscriptionId`;

// One server process and its bare JSON-RPC lines.
export class Pipe {
  exited; // exit code, or the signal's name
  #server;
  #waiting = new Map();
  #nextId = 1;
  #broken;

  constructor(directory) {
    this.#server = spawn(binary, { env: environment(directory), stdio: ['pipe', 'pipe', 'inherit'] });
    this.#server.stdin.on('error', () => {}); // a server that is gone is reported by #fail
    createInterface({ input: this.#server.stdout }).on('line', (line) => this.#receive(line));
    this.exited = new Promise((resolve) => {
      this.#server.on('error', (error) => this.#fail(error));
      this.#server.on('close', (code, signal) => {
        this.#fail(new Error(`the server ended: ${signal ?? code}`));
        resolve(signal ?? code);
      });
    });
  }

  send(message) {
    this.#server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }

  // The whole response, result or error.
  request(method, params, id = this.#nextId++) {
    const response = this.#wait(this.#key(id));
    this.send({ id, method, params });
    return response;
  }

  notification(method) {
    return this.#wait(method);
  }

  // The result; an error is thrown.
  async ask(method, params) {
    const { result, error } = await this.request(method, params);
    if (error) throw new Error(error.message, { cause: error });
    return result;
  }

  call(name, args, era = {}) {
    return this.ask('tools/call', { name, arguments: args, ...era });
  }

  close() {
    this.#server.stdin.end();
    return this.exited;
  }

  // "1" and 1 are different ids.
  #key(id) {
    return JSON.stringify(id);
  }

  #wait(key) {
    if (this.#broken) return Promise.reject(this.#broken);
    return new Promise((resolve, reject) => this.#waiting.set(key, { resolve, reject }));
  }

  #receive(line) {
    let message;
    try {
      message = JSON.parse(line);
    } catch {
      return this.#fail(new Error(`not JSON on standard output: ${line}`));
    }
    const key = message.method ?? this.#key(message.id);
    if (!this.#waiting.has(key)) return this.#fail(new Error(`nobody asked for: ${line}`));
    this.#waiting.get(key).resolve(message);
    this.#waiting.delete(key);
  }

  #fail(error) {
    this.#broken ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
