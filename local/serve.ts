// The API process on this machine: the same application as on AWS, behind Node's HTTP server.
import { readFile } from 'node:fs/promises';
import { serve } from '@hono/node-server';
import { ensureAdminToken } from '#functions/access/acts/ensure-admin-token.ts';
import { createApi } from '#functions/api.ts';
import { createContext } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { openHome } from './home.ts';
import { readPorts } from './ports.ts';
import { startTriggers } from './triggers.ts';

const context = createContext(readSettings(process.env));
const home = openHome(process.env);
const ports = readPorts(process.env);
await ensureAdminToken(context, (await readFile(home.adminToken, 'utf8')).trim());

const server = serve({ fetch: createApi(context).fetch, hostname: '127.0.0.1', port: ports.api }, ({ port }) => {
  context.log.info('api.listening', { port });
});

const triggers = startTriggers(context);

async function stop(): Promise<void> {
  server.close();
  await triggers.close();
  await context.close();
  process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
