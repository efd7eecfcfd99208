// The log streams that were made in the log group of this machine's Flink: their names in one file. What they hold is the logs of
// the applications that log to them.
import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { account, flinkLogGroup, region } from '#local/environment.ts';
import type { Home } from '#local/home.ts';
import { AwsError } from './aws-error.ts';
import { writeWhole } from './write-whole.ts';

const Names = z.array(z.string());
const GROUP_ARN = `arn:aws:logs:${region}:${account}:log-group:${flinkLogGroup}`;

export type LogStreams = ReturnType<typeof openLogStreams>;

export function openLogStreams(home: Home) {
  const file = home.data('log-streams.json');
  const names = new Set(existsSync(file) ? Names.parse(JSON.parse(readFileSync(file, 'utf8'))) : []);
  return {
    /** True for the group that its streams are in; an ARN may end with `:*`. */
    isGroup: (group: string): boolean => group === flinkLogGroup || group.replace(/:\*$/, '') === GROUP_ARN,
    has: (name: string): boolean => names.has(name),
    hasArn: (arn: string): boolean => names.has(streamOfArn(arn) ?? ''),
    create: (name: string): void => {
      if (names.has(name))
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
      names.add(name);
      writeWhole(file, JSON.stringify([...names]));
    },
  };
}

/** Undefined for a stream of another group. */
export function streamOfArn(arn: string): string | undefined {
  const prefix = `${GROUP_ARN}:log-stream:`;
  return arn.startsWith(prefix) ? arn.slice(prefix.length) : undefined;
}
