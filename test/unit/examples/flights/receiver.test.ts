import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { createReceiver } from '#examples/flights/receiver.ts';

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

const notificationOf = (id: string) => ({
  id,
  type: 'incident.opened',
  timestamp: '2026-01-01T00:00:00.000Z',
  data: {
    id: 'i',
    rule: 'mean-delay-by-state',
    labels: { origin_state: 'CA' },
    severity: 'warning',
    status: 'open',
    value: 26.5,
    threshold: 25,
    openedAt: '2026-01-01T00:00:00.000Z',
    resolvedAt: null,
    reason: '26.5 > 25',
  },
});

async function post(id: string, secret: string) {
  const body = JSON.stringify(notificationOf(id));
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

  test('refuses what another secret signed', async () => {
    expect(await post('n2', `whsec_${Buffer.alloc(24, 8).toString('base64')}`)).toBe(400);
    expect(printed.at(-1)).toMatch(/^refused: .*signature/);
  });
});
