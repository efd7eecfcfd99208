// CloudWatch Logs (`Logs_20140328`): the two reading calls, on the log of each Managed Flink application.
import * as z from 'zod';
import { AwsError } from './aws-error.ts';
import { type JsonService, jsonOperation } from './json-service.ts';
import type { ApplicationLog, LogEvent } from './kinesis-analytics/application-log.ts';
import type { ApplicationStore } from './kinesis-analytics/application-store.ts';
import { matchesPattern } from './matches-pattern.ts';

const GROUP_PREFIX = '/aws/kinesis-analytics/';
const STREAM = 'kinesis-analytics-log-stream';

const Common = {
  logGroupName: z.string().optional(),
  logGroupIdentifier: z.string().optional(),
  startTime: z.number().default(0),
  endTime: z.number().default(Number.MAX_SAFE_INTEGER),
  limit: z.int().min(1).max(10_000).default(10_000),
  nextToken: z.string().optional(),
  unmask: z.boolean().optional(),
};
const FilterLogEvents = z.strictObject({
  ...Common,
  logStreamNames: z.array(z.string()).optional(),
  logStreamNamePrefix: z.string().optional(),
  filterPattern: z.string().default(''),
  interleaved: z.boolean().optional(),
  startFromHead: z.boolean().default(true),
});
const GetLogEvents = z.strictObject({
  ...Common,
  logStreamName: z.string(),
  startFromHead: z.boolean().default(false),
});

/** The logs of this home's applications: group `/aws/kinesis-analytics/<application>`, stream `kinesis-analytics-log-stream`. */
export function cloudwatchLogs({ store, log }: { store: ApplicationStore; log: ApplicationLog }): JsonService {
  const read = (input: {
    logGroupName?: string | undefined;
    logGroupIdentifier?: string | undefined;
    startTime: number;
    endTime: number;
  }) => {
    const name = applicationOf(input.logGroupName ?? input.logGroupIdentifier ?? '');
    if (store.get(name) === undefined)
      throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
    return log.read(name).filter(({ timestamp }) => timestamp >= input.startTime && timestamp < input.endTime);
  };
  return {
    target: 'Logs_20140328',
    invalidInput: 'InvalidParameterException',
    operations: {
      FilterLogEvents: jsonOperation(FilterLogEvents, (input) => {
        const isWanted = input.logStreamNames?.includes(STREAM) ?? STREAM.startsWith(input.logStreamNamePrefix ?? '');
        const found = read(input).filter(({ message }) => isWanted && matchesPattern(message, input.filterPattern));
        return filterAnswer(input.startFromHead ? found : found.reverse(), input);
      }),
      GetLogEvents: jsonOperation(GetLogEvents, (input) => {
        if (input.logStreamName !== STREAM)
          throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
        return streamAnswer(read(input), input);
      }),
    },
  };
}

type Page = { limit: number; nextToken?: string | undefined };

function filterAnswer(found: LogEvent[], { limit, nextToken }: Page) {
  const first = readToken(nextToken ?? 'f/0');
  const events = found.slice(first, first + limit).map((event, index) => ({
    timestamp: event.timestamp,
    message: event.message,
    logStreamName: STREAM,
    ingestionTime: event.timestamp,
    eventId: String(event.timestamp).padStart(20, '0') + String(first + index).padStart(16, '0'),
  }));
  const isMore = first + limit < found.length;
  return { events, searchedLogStreams: [], nextToken: isMore ? `f/${first + limit}` : undefined };
}

/** Without a token the page is the newest one, or the oldest `startFromHead`; a token is the position it reads on from. */
function streamAnswer(all: LogEvent[], { limit, nextToken, startFromHead }: Page & { startFromHead: boolean }) {
  const position = nextToken === undefined ? undefined : readToken(nextToken);
  const isBackward = nextToken === undefined ? !startFromHead : nextToken.startsWith('b/');
  const end = isBackward ? (position ?? all.length) : Math.min(all.length, (position ?? 0) + limit);
  const first = isBackward ? Math.max(0, end - limit) : (position ?? 0);
  return {
    events: all.slice(first, end).map(({ timestamp, message }) => ({ timestamp, message, ingestionTime: timestamp })),
    nextForwardToken: `f/${end}`,
    nextBackwardToken: `b/${first}`,
  };
}

function readToken(token: string): number {
  const position = Number(/^[fb]\/(\d+)$/.exec(token)?.[1]);
  if (Number.isNaN(position)) throw new AwsError('InvalidParameterException', 'nextToken: is not one of ours');
  return position;
}

/** A group is named by its name or by its ARN. */
function applicationOf(group: string): string {
  const name = group.replace(/^arn:aws:logs:[^:]*:\d*:log-group:/, '').replace(/:\*$/, '');
  return name.startsWith(GROUP_PREFIX) ? name.slice(GROUP_PREFIX.length) : '';
}
