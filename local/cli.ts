// `npm run millrace`: the command line, told where this home's receiver of webhooks listens, as `npm start` tells it.
import { openHome } from './home.ts';
import { receiverEnvironment } from './node-service.ts';
import { readPorts } from './ports.ts';

/** Exits as main.ts does when a port of the environment is none. */
try {
  const given = receiverEnvironment({ home: openHome(process.env), ports: readPorts(process.env) });
  for (const [name, value] of Object.entries(given)) process.env[name] ||= value;
  await import('#cli/main.ts');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
