// `npm run test:full`: what takes too long for `npm test`. Prints `N passed, N failed` alone on the last line; exits 1 on any failure.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { countVitest } from './support/count-results.ts';
import { run } from './support/run.ts';

const root = path.resolve(import.meta.dirname, '..');
const results = path.join(root, '.millrace-test', 'results');
const HELP = `npm run test:full

cfn-lint over the templates of every configuration, and what drains and rolls real engines. Needs python3 (with venv) and what npm test needs.
MILLRACE_TEST_PORT moves its ports, as for npm test.`;

if (process.argv.includes('--help')) {
  console.log(HELP);
  process.exit(0);
}

const outputFile = path.join(results, 'full.json');
await mkdir(results, { recursive: true });
const passed = await run({
  title: 'full tests',
  command: process.execPath,
  args: [
    path.join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--project',
    'full',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${outputFile}`,
  ],
  cwd: root,
  environment: {
    ...process.env,
    MILLRACE_CACHE: process.env['MILLRACE_CACHE'] ?? path.join(root, '.millrace', 'cache'),
  },
});
const counts = countVitest(outputFile, passed);
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 ? 0 : 1);
