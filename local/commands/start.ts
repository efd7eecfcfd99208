// `npm start`: in the foreground until Ctrl-C, or with --detach until everything is ready.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { copyAdded } from '../follow-file.ts';
import { openHome, repository } from '../home.ts';
import type { Home } from '../home.ts';
import { readRecord } from '../process-record.ts';
import { livingRunner } from '../runner-record.ts';
import { runHome } from '../run-home.ts';

const usage = `npm start [-- options]
  Starts Millrace on this machine: engines, control planes, the API, the flights example and its replay.
  --detach        return as soon as everything is ready (npm run stop ends it)
  --no-example    neither apply examples/flights nor replay flights
  --engines-only  Kafka, Flink, Druid, DynamoDB, S3 and the planner, nothing of ours: for work on Millrace itself
  MILLRACE_HOME (default .millrace) is where all state lies, MILLRACE_PORT (default 7070) the API's port;
  the engines' ports follow it, each can be moved by itself: MILLRACE_KAFKA_PORT, MILLRACE_FLINK_PORT, ...
`;

export async function start(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h' },
      detach: { type: 'boolean' },
      'no-example': { type: 'boolean' },
      'engines-only': { type: 'boolean' },
    },
  });
  if (values.help === true) {
    process.stdout.write(usage);
    return 0;
  }
  const home = openHome(process.env);
  const runner = livingRunner(home);
  if (runner !== undefined) {
    process.stderr.write(
      `already running in ${home.directory}: process ${runner.pid}, http://127.0.0.1:${runner.port}\n`,
    );
    return 1;
  }
  if (values.detach === true) return startDetached(home, args);
  const withoutExample = values['no-example'] === true ? 'platform' : 'example';
  return runHome({ home, extent: values['engines-only'] === true ? 'engines' : withoutExample });
}

/** Runs the same command as a process of its own and shows what it says until it is ready. */
async function startDetached(home: Home, args: readonly string[]): Promise<number> {
  const file = home.log('runner');
  mkdirSync(path.dirname(file), { recursive: true });
  const log = openSync(file, 'a');
  const from = statSync(file).size;
  const forwarded = args.filter((argument) => argument !== '--detach');
  const child = spawn(process.execPath, [path.join(repository, 'local', 'main.ts'), 'start', ...forwarded], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  process.once('SIGINT', () => child.kill('SIGINT'));
  let position = from;
  const isReady = (): boolean => {
    const record = readRecord(home, 'runner');
    return record?.pid === child.pid && record?.state === 'ready';
  };
  while (child.exitCode === null && child.signalCode === null && !isReady()) {
    await sleep(200);
    position = await copyAdded(file, position);
  }
  await copyAdded(file, position);
  return child.exitCode ?? (isReady() ? 0 : 1);
}
