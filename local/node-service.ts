// A program of ours as a service: a TypeScript file run by this very Node, with the product's environment.
import path from 'node:path';
import { environmentOf, urlOf } from './environment.ts';
import type { Context } from './engines/context.ts';
import { repository } from './home.ts';
import { answers } from './probe.ts';
import type { Service } from './supervise.ts';

/** The API process. */
export function apiService({ home, ports }: Context): Service {
  return {
    name: 'api',
    command: process.execPath,
    arguments: () => [path.join(repository, 'local', 'serve.ts')],
    environment: { ...environmentOf({ home, ports }), ...homeEnvironment({ home, ports }) },
    port: ports.api,
    isReady: () => answers(`${urlOf(ports.api)}/healthz`),
  };
}

export type ReplayOptions = Context & { token: string; args: () => readonly string[] };

/** The replay of recorded flights. It is ready as soon as it runs. */
export function replayService({ home, ports, token, args }: ReplayOptions): Service {
  return {
    name: 'replay',
    command: process.execPath,
    arguments: () => [path.join(repository, 'examples', 'flights', 'replay.ts'), ...args()],
    environment: { ...homeEnvironment({ home, ports }), ...clientEnvironment({ home, ports }, token) },
    isReady: async () => true,
  };
}

/** The receiver of the example's webhooks. */
export function receiverService(context: Context): Service {
  return {
    name: 'receiver',
    command: process.execPath,
    arguments: () => [path.join(repository, 'examples', 'flights', 'receiver.ts')],
    environment: receiverEnvironment(context),
    port: context.ports.webhookReceiver,
    isReady: () => answers(urlOf(context.ports.webhookReceiver)),
  };
}

/** Where the receiver listens, and whereto the example's channel sends. */
export function receiverEnvironment({ ports }: Context): Record<string, string> {
  return { MILLRACE_WEBHOOK_RECEIVER_URL: `${urlOf(ports.webhookReceiver)}/` };
}

/** What a program needs to find the same home and ports, wherever the person moved them. */
function homeEnvironment({ home, ports }: Context): Record<string, string> {
  return { MILLRACE_HOME: home.directory, MILLRACE_CACHE: home.cache, MILLRACE_PORT: String(ports.api) };
}

/** What a client of the API needs. */
export function clientEnvironment({ ports }: Context, token: string): Record<string, string> {
  return { MILLRACE_URL: urlOf(ports.api), MILLRACE_TOKEN: token };
}
