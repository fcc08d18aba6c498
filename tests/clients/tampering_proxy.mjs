// Stands before the real server and spoils every structured answer: a client that validates must notice.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const server = spawn(process.argv[2], { stdio: ['pipe', 'pipe', 'inherit'] });
process.stdin.pipe(server.stdin);
for await (const line of createInterface({ input: server.stdout })) {
  const message = JSON.parse(line);
  if (message.result?.structuredContent) message.result.structuredContent = { results: 'spoiled' };
  console.log(JSON.stringify(message));
}
