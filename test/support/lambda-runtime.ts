// What Lambda does with a bundle, in a process of its own: loads it, hands it one event, and ends. The answer goes to a file, as logs go
// to the standard output. Arguments: the bundle, the file for the answer, the milliseconds that the function may take. Event: stdin.
import { writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

const [bundle = '', answerFile = '', timeoutMs = '30000'] = process.argv.slice(2);
const startedAt = performance.now();
const answer: Record<string, unknown> = {};
const chunks: { text: string; afterMs: number }[] = [];

/** As the runtime: the metadata goes out with the first write, and nothing before it. */
const streaming = {
  streamifyResponse: (handler: unknown) => handler,
  HttpResponseStream: {
    from: (output: Writable, metadata: object) => {
      output.once('first-write', () => Object.assign(answer, metadata));
      return output;
    },
  },
};
Object.assign(globalThis, { awslambda: streaming });

const output = new Writable({
  write: (chunk: Buffer, _encoding, done) => {
    if (chunks.length === 0) output.emit('first-write');
    chunks.push({ text: chunk.toString('utf8'), afterMs: performance.now() - startedAt });
    done();
  },
});
const context = {
  functionName: 'test',
  awsRequestId: '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
  getRemainingTimeInMillis: () => Number(timeoutMs) - (performance.now() - startedAt),
};

try {
  const event: unknown = JSON.parse(await text(process.stdin));
  const loaded: { handler: (...args: unknown[]) => Promise<unknown> } = await import(pathToFileURL(bundle).href);
  answer['loadedAfterMs'] = performance.now() - startedAt;
  // A handler of one or two arguments gets the event and the context, as one that streams gets the stream between them.
  const isStreaming = loaded.handler.length === 3;
  answer['result'] = await loaded.handler(...(isStreaming ? [event, output, context] : [event, context]));
} catch (error) {
  answer['error'] = error instanceof Error ? { name: error.name, message: error.message, stack: error.stack } : error;
}
writeFileSync(answerFile, JSON.stringify({ ...answer, chunks, tookMs: performance.now() - startedAt }));
process.exit(0);
