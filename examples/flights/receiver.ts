// A receiver of webhooks, for show: checks each signature (Standard Webhooks), prints the news of each incident as a line, and
// gives the newest hundred at GET /.
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { Notification } from '#schemas/alerts/notification.ts';
import type { NotifiedIncident } from '#schemas/alerts/notification.ts';

/** The secret in alerts.yaml: it protects nothing but shows how it is done. */
const EXAMPLE_SECRET = 'whsec_ZXhhbXBsZS1zZWNyZXQtb2YtdGhlLXNob3ctY2hhbm5lbA==';
/** Also the default in alerts.yaml. */
const DEFAULT_URL = 'http://127.0.0.1:7085/';
const KEPT = 100;

export interface ReceiverOptions {
  secret: string;
  print: (line: string) => void;
}

/** The server, not yet listening. A notification that comes again (same id) is taken, but neither printed nor kept twice. */
export function createReceiver({ secret, print }: ReceiverOptions): Server {
  const webhook = new Webhook(secret);
  const kept: Notification[] = [];
  const take = (body: string, headers: Record<string, string>): void => {
    const notification = Notification.parse(webhook.verify(body, headers));
    if (kept.some(({ id }) => id === notification.id)) return;
    kept.unshift(notification);
    kept.splice(KEPT);
    for (const line of describe(notification)) print(line);
  };
  const handle = async (request: IncomingMessage): Promise<{ status: number; body: unknown }> => {
    if (request.method === 'GET') return { status: 200, body: kept };
    if (request.method !== 'POST') return { status: 405, body: { error: 'use GET or POST' } };
    try {
      take(await text(request), signatureHeaders(request));
      return { status: 200, body: { taken: true } };
    } catch (error) {
      print(`refused: ${messageOf(error)}`);
      return { status: 400, body: { error: messageOf(error) } };
    }
  };
  return createServer((request, response) => void handle(request).then((answer) => send(response, answer)));
}

function send(response: ServerResponse, { status, body }: { status: number; body: unknown }): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body, null, 2)}\n`);
}

function signatureHeaders({ headers }: IncomingMessage): Record<string, string> {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  return Object.fromEntries(names.map((name) => [name, String(headers[name] ?? '')]));
}

function describe({ type, timestamp, data }: Notification): string[] {
  return data.incidents.flatMap((incident) => {
    const { event, status } = incident;
    if (event !== null) return [`${timestamp} ${event} ${subjectOf(incident)}: ${incident.reason}`];
    return type === 'incidents.repeated' ? [`${timestamp} still ${status} ${subjectOf(incident)}`] : [];
  });
}

function subjectOf({ rule, labels, severity }: NotifiedIncident): string {
  const texts = Object.entries(labels).map(([name, value]) => ` ${name}=${value}`);
  return `${rule}${texts.join('')} (${severity})`;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

if (import.meta.main) {
  const { hostname, port, href } = new URL(process.env['MILLRACE_WEBHOOK_RECEIVER_URL'] ?? DEFAULT_URL);
  const secret = process.env['MILLRACE_WEBHOOK_RECEIVER_SECRET'] ?? EXAMPLE_SECRET;
  createReceiver({ secret, print: console.log }).listen(Number(port), hostname, () => {
    console.log(`webhook receiver: ${href}`);
  });
}
