// npm run replay: real flights into the stream `flights`, as if they were reported now. Ctrl-C ends it with its totals.
import { ApiError, createApiClient } from '#cli/api-client.ts';
import { readConnection } from '#cli/connection.ts';
import { describeError } from '#cli/describe-error.ts';
import { fillAirports } from './airports.ts';
import { createEventSender } from './event-sender.ts';
import { FlightReader } from './flight-reader.ts';
import { reportProgress } from './report-progress.ts';
import { backfill, goLive } from './replay-flights.ts';
import { REPLAY_HELP, readReplayOptions } from './replay-options.ts';
import type { ReplayOptions } from './replay-options.ts';

process.exitCode = await main(process.argv.slice(2));

/** @returns 0 when it came to its end or was ended, 1 when it failed, 2 when the options were not understood */
async function main(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'number') return options;
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());
  try {
    await replay(options, ended.signal);
    return 0;
  } catch (error) {
    if (ended.signal.aborted) return 0;
    for (const line of describeError(error)) console.error(line);
    if (error instanceof ApiError && error.problem.code === 'definition.not-found') {
      console.error('first: npm run millrace -- apply -f examples/flights --start');
    }
    return 1;
  }
}

async function replay(options: ReplayOptions, signal: AbortSignal): Promise<void> {
  const api = createApiClient(readConnection(options, process.env));
  const airports = await fillAirports(api, signal);
  console.log(airports === 0 ? 'airports: there already' : `airports: ${airports} sent`);
  const sender = createEventSender({ api, signal, note: (reason) => console.log(`trying again: ${reason}`) });
  const run = { options, reader: new FlightReader(), sender, signal };
  const progress = reportProgress(sender.totals);
  try {
    if (options.backfillMs > 0) {
      progress.note('backfilling');
      await backfill(run);
      progress.note('backfilled');
    }
    await goLive(run);
  } finally {
    progress.end();
  }
}

function readOptions(args: string[]): ReplayOptions | number {
  try {
    const options = readReplayOptions(args);
    if (options !== undefined) return options;
    process.stdout.write(REPLAY_HELP);
    return 0;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\nsee npm run replay -- --help`);
    return 2;
  }
}
