// The API process on this machine: the same application as on AWS, behind Node's HTTP server.
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { ensureAdminToken } from '#functions/access/acts/ensure-admin-token.ts';
import { createApi } from '#functions/api.ts';
import { createContext } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { openHome } from './home.ts';
import { readPorts } from './ports.ts';
import { startTriggers } from './triggers.ts';

const FINISH_MS = 5_000;

const context = createContext(readSettings(process.env));
const home = openHome(process.env);
const ports = readPorts(process.env);
await ensureAdminToken(context, (await readFile(home.adminToken, 'utf8')).trim());

const server = serve({ fetch: createApi(context).fetch, hostname: '127.0.0.1', port: ports.api }, ({ port }) => {
  context.log.info('api.listening', { port });
});

const triggers = startTriggers(context);

/** What has begun is finished first, for some seconds; open tails are ended. */
async function stop(): Promise<void> {
  const closed = new Promise((resolve) => {
    server.close(resolve);
  });
  await Promise.race([closed, sleep(FINISH_MS)]);
  await triggers.close();
  await context.close();
  process.exit(0);
}
process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
