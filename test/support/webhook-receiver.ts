// A receiver of webhooks on loopback that checks each signature, but not how old it is (tests have times of their own), and answers
// what it is told to.
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { Notification } from '#schemas/alerts/notification.ts';

interface Received {
  id: string;
  notification: Notification;
}
export type WebhookReceiver = Awaited<ReturnType<typeof startWebhookReceiver>>;

/** `answers` are the statuses of the next answers; 200 when there are none left. A wrong signature is answered 401 and not kept. */
export async function startWebhookReceiver(secret: string) {
  const received: Received[] = [];
  const answers: number[] = [];
  const statusOf = ({ headers }: IncomingMessage, body: string): number => {
    const [id = '', timestamp, signature] = ['id', 'timestamp', 'signature'].map((name) =>
      String(headers[`webhook-${name}`]),
    );
    const expected = new Webhook(secret).sign(id, new Date(Number(timestamp) * 1000), body);
    if (signature?.split(' ').includes(expected) !== true) return 401;
    received.push({ id, notification: Notification.parse(JSON.parse(body)) });
    return answers.shift() ?? 200;
  };
  const server = createServer((request, response) => {
    void text(request).then((body) => response.writeHead(statusOf(request, body)).end());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver does not listen');
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    received,
    answers,
    /** What came with incidents of one rule, oldest first. */
    of: (rule: string) =>
      received.filter(({ notification }) => notification.data.incidents.some((incident) => incident.rule === rule)),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
