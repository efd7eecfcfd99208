import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { createReceiver } from '#examples/flights/receiver.ts';
import type { Notification } from '#schemas/alerts/notification.ts';
import { notified } from '#test/support/an-incident.ts';

const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const printed: string[] = [];
const server = createReceiver({ secret: SECRET, print: (line) => void printed.push(line) });
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const incident = { rule: 'mean-delay-by-state', labels: { origin_state: 'CA' }, reason: '26.5 > 25' };
const notificationOf = (id: string): Notification => ({
  id,
  type: 'incidents.changed',
  timestamp: '2026-01-01T00:00:00.000Z',
  data: {
    route: null,
    groupLabels: {},
    status: 'open',
    severity: 'warning',
    incidents: [notified(incident), notified({ ...incident, event: null })],
    omitted: 0,
  },
});

async function post(id: string, secret: string, changes: Partial<Notification> = {}) {
  const body = JSON.stringify({ ...notificationOf(id), ...changes });
  const now = new Date();
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, now, body),
  };
  return (await fetch(url, { method: 'POST', headers, body })).status;
}

describe('the receiver of webhooks', () => {
  test('prints and keeps a signed notification once, however often it comes', async () => {
    expect([await post('n1', SECRET), await post('n1', SECRET)]).toEqual([200, 200]);

    expect(printed).toEqual([
      '2026-01-01T00:00:00.000Z incident.opened mean-delay-by-state origin_state=CA (warning): 26.5 > 25',
    ]);
    expect(await (await fetch(url)).json()).toEqual([notificationOf('n1')]);
  });

  test('says of a reminder what is still open', async () => {
    expect(await post('n3', SECRET, { type: 'incidents.repeated' })).toBe(200);
    expect(printed.at(-1)).toBe('2026-01-01T00:00:00.000Z still open mean-delay-by-state origin_state=CA (warning)');
  });

  test('refuses what another secret signed', async () => {
    expect(await post('n2', `whsec_${Buffer.alloc(24, 8).toString('base64')}`)).toBe(400);
    expect(printed.at(-1)).toMatch(/^refused: .*signature/);
  });
});
