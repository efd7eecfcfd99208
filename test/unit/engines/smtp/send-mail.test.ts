// E-mail over a real SMTP server on loopback.
import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EngineError } from '#engines/engine-error.ts';
import { sendMail } from '#engines/smtp/send-mail.ts';
import { startMailServer } from '#test/support/mail-server.ts';

const login = { user: 'millrace', password: 'p@ss' };
let server: Awaited<ReturnType<typeof startMailServer>>;
beforeAll(async () => {
  server = await startMailServer(login);
});
afterAll(() => server.close());
beforeEach(() => {
  server.received.length = 0;
});

const mail = {
  from: 'alerts@example.com',
  to: ['one@example.com', 'two@example.com'],
  subject: 'CRITICAL: späte Flüge',
  text: 'ä',
  html: '<p>ä</p>',
  messageId: 'msg_1~2@millrace',
};
const send = (changes: object = {}) =>
  sendMail({
    host: '127.0.0.1',
    port: server.port,
    security: 'starttls',
    allowLoopback: true,
    allowPrivate: false,
    mail,
    ...changes,
  });
const failureOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  return error instanceof EngineError ? [error.kind, error.message] : error;
};

describe('sendMail', () => {
  it('sends to several recipients, with TLS, a login and a message id of its own', async () => {
    await send(login);
    const [received] = server.received;
    expect(received).toMatchObject({ from: mail.from, to: mail.to, user: login.user, secure: true });
    expect(received?.raw).toContain('Message-ID: <msg_1~2@millrace>');
    expect(received?.raw).toContain('Auto-Submitted: auto-generated');
    expect(received?.raw).toMatch(/^Subject: =\?UTF-8\?/m);
  });

  it('sends without a login and without TLS where that is asked for, on loopback', async () => {
    await send({ security: 'none', host: 'localhost' });
    expect(server.received).toMatchObject([{ secure: false, user: undefined }]);
  });

  it('lets no text become a header', async () => {
    const subject = 'a\r\nBcc: all@example.com\r\n\r\nbody';
    await send({ mail: { ...mail, subject } });
    const [headers = ''] = server.received[0]?.raw.split('\r\n\r\n') ?? [];
    expect(headers).not.toMatch(/^Bcc:/m);
    expect(server.received[0]?.to).toEqual(mail.to);
  });

  it('says when the password is wrong, and that it will be', async () => {
    await expect(failureOf(send({ ...login, password: 'x' }))).resolves.toEqual([
      'rejected',
      expect.stringContaining('535'),
    ]);
  });

  it('fails for good when every recipient is refused for good, and for now when for now', async () => {
    server.refusals.push({ code: 550, message: 'no such user' }, { code: 550, message: 'no such user' });
    await expect(failureOf(send())).resolves.toMatchObject(['rejected', expect.any(String)]);
    server.refusals.push({ code: 451, message: 'later' }, { code: 451, message: 'later' });
    await expect(failureOf(send())).resolves.toMatchObject(['failed', expect.any(String)]);
  });

  it('fails when some recipients are refused, so that they are tried again', async () => {
    server.refusals.push({ code: 451, message: 'later' });
    await expect(failureOf(send())).resolves.toEqual(['failed', 'the server refused 1 of 2 recipients']);
  });

  it('gives up on a server that does not greet, or that trickles', async () => {
    const silent = createServer((socket) => {
      const trickle = setInterval(() => socket.write('220-wait\r\n'), 20);
      socket.on('error', () => undefined).on('close', () => clearInterval(trickle));
    });
    await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const startedAt = performance.now();
    await expect(failureOf(send({ port, timeoutMs: 300 }))).resolves.toMatchObject(['timeout', expect.any(String)]);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    silent.close();
  });

  it('says that a server is not there', async () => {
    await expect(failureOf(send({ port: 1 }))).resolves.toMatchObject(['unreachable', expect.any(String)]);
  });

  it.each([
    ['127.0.0.1', { allowLoopback: false }],
    ['169.254.169.254', { allowPrivate: true }],
    ['::ffff:10.0.0.1', { allowPrivate: true }],
    ['10.0.0.1', {}],
    ['93.184.216.34', { security: 'none' }],
  ])('goes nowhere near %s', async (address, changes) => {
    const lookup = () => Promise.resolve([{ address, family: address.includes(':') ? 6 : 4 }]);
    await expect(failureOf(send({ host: 'mail.example.com', lookup, ...changes }))).resolves.toMatchObject([
      'rejected',
      expect.stringContaining('must'),
    ]);
  });

  it('goes to a private network where the settings allow it', async () => {
    const lookup = () => Promise.resolve([{ address: '10.255.255.1', family: 4 }]);
    const failure = await failureOf(send({ host: 'mail.internal', lookup, allowPrivate: true, timeoutMs: 200 }));
    expect(failure).not.toMatchObject(['rejected', expect.any(String)]);
  });
});
