// Scheduled each minute: tells as metrics how fresh queries are, and fails where an event did not come through.
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { probeFreshness } from '../acts/probe-freshness.ts';

/** Below the schedule's minute, so that probes do not overlap. */
const WITHIN_MS = 50_000;

/** @throws if the event was not seen in time, or something on the way failed */
export async function probe(context: Context): Promise<void> {
  const dimensions = { platform: context.settings.name };
  const freshnessMs = await probeFreshness(context, { withinMs: WITHIN_MS }).catch((error: unknown) => {
    context.log.error('canary.broken', error);
    return undefined;
  });
  context.metrics.record('CanaryFailures', freshnessMs === undefined ? 1 : 0, dimensions);
  if (freshnessMs === undefined) throw new Error(`no query saw the canary's event within ${WITHIN_MS} ms`);
  context.metrics.record('CanaryFreshness', freshnessMs, dimensions);
  context.log.info('canary.seen', { freshnessMs });
}

let context: Context | undefined;

export function handler(): Promise<void> {
  context ??= createContext(readSettings(process.env));
  return probe(context);
}
