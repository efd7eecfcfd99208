// The options of the replayer.
import { parseArgs } from 'node:util';
import { durationMs } from '#schemas/duration.ts';

export interface ReplayOptions {
  /** Events a second. */
  rate: number;
  /** How much of the past to fill before going live; 0 for none. */
  backfillMs: number;
  backfillEvents: number;
  /** How long to stay live. */
  durationMs: number;
  /** How many events to send in all. */
  total: number;
  /** The part of the events that is broken on purpose. */
  broken: number;
  stream: string;
  url: string | undefined;
  token: string | undefined;
}

export const REPLAY_HELP = `Replays 3,000,000 real flights into the stream "flights", as if they were reported now.

usage: npm run replay -- [options]

  --rate N               Events a second (1000).
  --backfill DURATION    First fill the time before now, such as PT2H, in bulk.
  --backfill-events N    With so many events (200000).
  --duration DURATION    End after being live for so long, such as PT5M; PT0S for the backfill alone.
  --total N              End after so many events in all.
  --broken FRACTION      Break this part of the events on purpose, such as 0.01: they become dead letters.
  --stream NAME          Another stream of the same fields (flights).
  --url, --token         As of millrace (MILLRACE_URL, MILLRACE_TOKEN, or the admin token of MILLRACE_HOME).
  -h, --help             Show this help.

Ctrl-C ends it after the batch under way. When the data ends it begins anew.
`;

const text = { type: 'string' } as const;

/** @returns undefined when help is asked for; throws an Error that names the option which does not fit */
export function readReplayOptions(args: string[]): ReplayOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      rate: text,
      backfill: text,
      'backfill-events': text,
      duration: text,
      total: text,
      broken: text,
      stream: text,
      url: text,
      token: text,
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return undefined;
  return {
    rate: numberOf('rate', values.rate, { otherwise: 1000, most: 1_000_000 }),
    backfillMs: values.backfill === undefined ? 0 : durationMs(values.backfill),
    backfillEvents: countOf('backfill-events', values['backfill-events'], 200_000),
    durationMs: values.duration === undefined ? Infinity : durationMs(values.duration),
    total: countOf('total', values.total, Infinity),
    broken: numberOf('broken', values.broken, { otherwise: 0, most: 1 }),
    stream: values.stream ?? 'flights',
    url: values.url,
    token: values.token,
  };
}

function countOf(name: string, given: string | undefined, otherwise: number): number {
  const count = numberOf(name, given, { otherwise, most: Infinity });
  if (Number.isInteger(count) || count === Infinity) return count;
  throw new Error(`--${name} must be a whole number, it is "${given}"`);
}

function numberOf(name: string, given: string | undefined, { otherwise, most }: { otherwise: number; most: number }) {
  if (given === undefined) return otherwise;
  const number = Number(given);
  if (given.trim() !== '' && number >= 0 && number <= most) return number;
  throw new Error(`--${name} must be a number between 0 and ${most}, it is "${given}"`);
}
