// A real SMTP server on loopback, with TLS by a certificate of its own and a login; it keeps every mail as it came.
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerSession } from 'smtp-server';

export interface ReceivedMail {
  from: string;
  to: string[];
  /** Headers and body. */
  raw: string;
  user: string | undefined;
  secure: boolean;
}

export async function startMailServer({ user, password }: { user: string; password: string }) {
  const received: ReceivedMail[] = [];
  /** What the next recipients are refused with. */
  const refusals: { code: number; message: string }[] = [];
  const take = async (stream: Readable, { envelope, user, secure }: SMTPServerSession): Promise<void> => {
    const { mailFrom, rcptTo } = envelope;
    received.push({
      from: mailFrom === false ? '' : mailFrom.address,
      to: rcptTo.map(({ address }) => address),
      raw: await text(stream),
      user: typeof user === 'string' ? user : undefined,
      secure,
    });
  };
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    onAuth: (auth, _session, done) => {
      if (auth.username === user && auth.password === password) done(null, { user });
      else done(new Error('the password is wrong'));
    },
    onRcptTo: (_address, _session, done) => {
      const refusal = refusals.shift();
      done(refusal === undefined ? null : Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
    },
    onData: (stream, session, done) => void take(stream, session).finally(done),
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  return { port: address.port, received, refusals, close: () => new Promise<void>((resolve) => server.close(resolve)) };
}
