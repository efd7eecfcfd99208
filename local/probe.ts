// Questions about whether something listens or answers on this machine.
import { connect, createServer } from 'node:net';

const timeoutMs = 2000;

/** Does a GET answer with a status below 400 (and, where `expected` is given, a body that contains it)? */
export async function answers(url: string, expected = ''): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  return (await answer.text()).includes(expected) && answer.ok;
}

/** Does anything accept connections on this port of 127.0.0.1? */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: timeoutMs });
    const settle = (isOpen: boolean): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('timeout', () => settle(false));
  });
}

/** Could a server be opened on this port of 127.0.0.1 now? */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port }, () => server.close(() => resolve(true)));
  });
}
