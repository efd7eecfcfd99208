// Receives webhooks in the bench's process: checks each signature, and notes when it was first told of an incident.
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import type { Incident } from '#schemas/alerts/incident.ts';
import { Notification } from '#schemas/alerts/notification.ts';

export interface ToldIncident {
  incident: Incident;
  /** When its notification was made, and when all of it was here. */
  madeAtMs: number;
  receivedAtMs: number;
}
export type AlertReceiver = Awaited<ReturnType<typeof startAlertReceiver>>;

/** What cannot be verified is answered 401 and counted. */
export async function startAlertReceiver(secret: string) {
  const told = new Map<string, ToldIncident>();
  const counts = { received: 0, refused: 0 };
  const take = (request: IncomingMessage, body: string, receivedAtMs: number): number => {
    const notification = verify(secret, request, body);
    if (notification === undefined) {
      counts.refused += 1;
      return 401;
    }
    counts.received += 1;
    const madeAtMs = Date.parse(notification.timestamp);
    for (const { event: _event, acknowledgement: _acknowledgement, ...incident } of notification.data.incidents) {
      if (!told.has(incident.id)) told.set(incident.id, { incident, madeAtMs, receivedAtMs });
    }
    return 204;
  };
  const server = createServer((request, response) => {
    void text(request).then((body) => response.writeHead(take(request, body, Date.now())).end());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver does not listen');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    counts,
    /** By rule and the value of its one label. */
    of: (rule: string, label: string): ToldIncident | undefined =>
      [...told.values()].find(
        ({ incident }) => incident.rule === rule && Object.values(incident.labels).includes(label),
      ),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function verify(secret: string, { headers }: IncomingMessage, body: string): Notification | undefined {
  const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  try {
    return Notification.parse(new Webhook(secret).verify(body, signed));
  } catch {
    return undefined;
  }
}
