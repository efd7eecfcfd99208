// Gives the tests the environment of the product's processes in the home that runs (MILLRACE_HOME, MILLRACE_PORT).
import { environmentOf, urlOf } from '#local/environment.ts';
import { openHome } from '#local/home.ts';
import { readPorts } from '#local/ports.ts';

const home = openHome(process.env);
const ports = readPorts(process.env);
Object.assign(process.env, environmentOf({ home, ports }), {
  MILLRACE_HOME: home.directory,
  MILLRACE_URL: urlOf(ports.api),
  POWERTOOLS_METRICS_DISABLED: 'true',
  POWERTOOLS_LOG_LEVEL: process.env['POWERTOOLS_LOG_LEVEL'] ?? 'SILENT',
});
