import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

// A language model that thinks until it is let go: then what users say becomes a fact as it stands. It speaks OpenAI's
// /chat/completions.
export class HeldModel {
  asked;
  #asked;
  #released = Promise.withResolvers();
  #http = createServer((request, response) => this.#answer(request, response));

  constructor() {
    this.#asked = Promise.withResolvers();
    this.asked = this.#asked.promise;
  }

  static async open() {
    const model = new HeldModel();
    await new Promise((resolve) => model.#http.listen(0, '127.0.0.1', resolve));
    return model;
  }

  get settings() {
    return {
      KEEPSAKE_LLM_PROVIDER: 'openai',
      KEEPSAKE_LLM_MODEL: 'held',
      KEEPSAKE_LLM_BASE_URL: `http://127.0.0.1:${this.#http.address().port}`,
      KEEPSAKE_LLM_API_KEY: 'none',
      KEEPSAKE_LLM_QUIET_MS: '0',
    };
  }

  release() {
    this.#released.resolve();
  }

  close() {
    this.release();
    this.#http.closeAllConnections();
    return new Promise((resolve) => this.#http.close(resolve));
  }

  async #answer(request, response) {
    const { messages } = JSON.parse(await text(request));
    this.#asked.resolve();
    await this.#released.promise;
    const { turns = [] } = JSON.parse(messages.at(-1).content);
    const facts = turns.filter((turn) => turn.role === 'user').map((turn) => (
      { text: turn.text, sources: [turn.n], confidence: 0.9, event_date: null, category: null, forget: false }));
    const reply = turns.length > 0 ? { facts, relations: [], summary: 'They talked.' } : { decisions: [], relation_decisions: [] };
    const choice = { index: 0, message: { role: 'assistant', content: JSON.stringify(reply) }, finish_reason: 'stop' };
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ choices: [choice], usage: { prompt_tokens: 1, completion_tokens: 1 } }));
  }
}
