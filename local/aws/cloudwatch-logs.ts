// CloudWatch Logs (`Logs_20140328`) for the logs of Managed Flink's applications: the two reading calls, and the making of a stream.
import * as z from 'zod';
import { AwsError } from './aws-error.ts';
import { type JsonService, jsonOperation } from './json-service.ts';
import type { ApplicationLog, LogEvent } from './kinesis-analytics/application-log.ts';
import type { ApplicationStore } from './kinesis-analytics/application-store.ts';
import { streamOfArn } from './log-streams.ts';
import type { LogStreams } from './log-streams.ts';
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

const CreateLogStream = z.strictObject({
  logGroupName: z.string(),
  logStreamName: z.string().regex(/^[^:*]{1,512}$/),
});

type FoundEvent = { stream: string; timestamp: number; message: string };
type Range = { startTime: number; endTime: number };
type Group = { logGroupName?: string | undefined; logGroupIdentifier?: string | undefined };

/**
 * The logs of this home's applications, in two places: the group `/aws/kinesis-analytics/<application>` with the stream
 * `kinesis-analytics-log-stream`, and this machine's own group with the streams that applications were told to log to.
 */
export function cloudwatchLogs({
  store,
  log,
  logStreams,
}: {
  store: ApplicationStore;
  log: ApplicationLog;
  logStreams: LogStreams;
}): JsonService {
  /** @throws ResourceNotFoundException */
  const read = ({ logGroupName, logGroupIdentifier, startTime, endTime }: Group & Range): FoundEvent[] => {
    const group = logGroupName ?? logGroupIdentifier ?? '';
    const found = logStreams.isGroup(group) ? readGroup() : readApplication(applicationOf(group));
    return found.filter(({ timestamp }) => timestamp >= startTime && timestamp < endTime);
  };
  const readAs = (stream: string, name: string): FoundEvent[] =>
    log.read(name).map(({ timestamp, message }) => ({ stream, timestamp, message }));
  const readApplication = (name: string): FoundEvent[] => {
    if (store.get(name) === undefined)
      throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
    return readAs(STREAM, name);
  };
  const readGroup = (): FoundEvent[] =>
    store
      .list()
      .flatMap(({ name, logStreams: arns }) => arns.flatMap((arn) => readAs(streamOfArn(arn) ?? '', name)))
      .toSorted((one, other) => one.timestamp - other.timestamp);
  const requireStream = (group: string, name: string): void => {
    if (logStreams.isGroup(group) ? logStreams.has(name) : name === STREAM) return;
    throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
  };
  return {
    target: 'Logs_20140328',
    invalidInput: 'InvalidParameterException',
    operations: {
      CreateLogStream: jsonOperation(CreateLogStream, ({ logGroupName, logStreamName }) => {
        if (!logStreams.isGroup(logGroupName))
          throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
        logStreams.create(logStreamName);
        return {};
      }),
      FilterLogEvents: jsonOperation(FilterLogEvents, (input) => {
        const isWanted = ({ stream, message }: FoundEvent): boolean =>
          (input.logStreamNames?.includes(stream) ?? stream.startsWith(input.logStreamNamePrefix ?? '')) &&
          matchesPattern(message, input.filterPattern);
        const found = read(input).filter(isWanted);
        return filterAnswer(input.startFromHead ? found : found.reverse(), input);
      }),
      GetLogEvents: jsonOperation(GetLogEvents, (input) => {
        requireStream(input.logGroupName ?? input.logGroupIdentifier ?? '', input.logStreamName);
        return streamAnswer(
          read(input).filter(({ stream }) => stream === input.logStreamName),
          input,
        );
      }),
    },
  };
}

type Page = { limit: number; nextToken?: string | undefined };

function filterAnswer(found: FoundEvent[], { limit, nextToken }: Page) {
  const first = readToken(nextToken ?? 'f/0');
  const events = found.slice(first, first + limit).map((event, index) => ({
    timestamp: event.timestamp,
    message: event.message,
    logStreamName: event.stream,
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
