// `npm test`: everything on a home of its own. Prints `N passed, N failed` alone on the last line; exits 1 on any failure.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { countSurefire, countVitest } from './support/count-results.ts';
import type { Counts } from './support/count-results.ts';
import { run } from './support/run.ts';

const root = path.resolve(import.meta.dirname, '..');
const results = path.join(root, '.millrace-test', 'results');
const HELP = `npm test [-- --keep]

Type check, lint, format, unit tests, the rooms on real engines and the Java module, on a home of its own in .millrace-test
(MILLRACE_TEST_PORT moves its ports; 17070 by default). --keep leaves the engines running for a closer look.`;

const { values } = parseArgs({
  options: { keep: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const environment = {
  ...process.env,
  MILLRACE_HOME: path.join(root, '.millrace-test', 'home'),
  MILLRACE_CACHE: process.env['MILLRACE_CACHE'] ?? path.join(root, '.millrace', 'cache'),
  MILLRACE_PORT: process.env['MILLRACE_TEST_PORT'] ?? '17070',
};
const launch = path.join(root, 'local', 'launch.mjs');
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
const tool = (name: string) => path.join(root, 'node_modules', '.bin', name);

/** A command that passes or fails as one check. */
async function check(title: string, command: string, args: string[]): Promise<Counts> {
  const passed = await run({ title, command, args, cwd: root, environment });
  return passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function vitestProject(project: string): Promise<Counts> {
  const outputFile = path.join(results, `${project}.json`);
  const args = [
    vitest,
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${outputFile}`,
  ];
  const passed = await run({ title: `${project} tests`, command: process.execPath, args, cwd: root, environment });
  return countVitest(outputFile, passed);
}

async function javaTests(): Promise<Counts> {
  const args = ['-B', '-q', '-f', path.join(root, 'flink', 'pom.xml'), 'test'];
  const passed = await run({ title: 'Java tests', command: 'mvn', args, cwd: root, environment });
  return countSurefire(path.join(root, 'flink', 'target', 'surefire-reports'), passed);
}

async function onEngines(): Promise<Counts[]> {
  const start = await check('start of the engines', process.execPath, [launch, 'start', '--detach', '--no-example']);
  const tests = start.failed === 0 ? await vitestProject('engines') : { passed: 0, failed: 0 };
  if (values.keep) return [start, tests];
  return [start, tests, await check('stop of the engines', process.execPath, [launch, 'stop'])];
}

await run({
  title: 'stop of what an earlier run left',
  command: process.execPath,
  args: [launch, 'stop'],
  cwd: root,
  environment,
});
await rm(path.join(root, '.millrace-test'), { recursive: true, force: true });
await rm(path.join(root, 'flink', 'target', 'surefire-reports'), { recursive: true, force: true });
const counts = [
  await check('types', tool('tsc'), ['--noEmit']),
  await check('types of infra', tool('tsc'), ['--noEmit', '-p', 'infra']),
  await check('lint', tool('oxlint'), ['--type-aware', '--deny-warnings']),
  await check('format', tool('oxfmt'), ['--check']),
  await vitestProject('unit'),
  await vitestProject('infra'),
  ...(await onEngines()),
  await javaTests(),
];
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
