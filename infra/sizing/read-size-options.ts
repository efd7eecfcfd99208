// The command line of `npm run size`: options become a load and assumptions, or a sentence that names the option that is wrong.
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { Load, PresetName } from '../config.ts';
import { PRESETS } from '../presets.ts';
import { assume, assumptionNames, isAssumption } from './assumptions.ts';
import type { Assumptions } from './assumptions.ts';

export interface SizeOptions {
  load: Load;
  assumptions: Assumptions;
  json: boolean;
  help: boolean;
}

const text = { type: 'string' } as const;
const OPTIONS = {
  preset: text,
  'events-per-second': text,
  peak: text,
  'event-bytes': text,
  'retention-days': text,
  'kafka-retention-days': text,
  'queries-per-second': text,
  availability: text,
  assume: { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Where in a load an option's value goes. */
const OPTION_OF: Readonly<Record<string, string>> = {
  'eventsPerSecond.average': 'events-per-second',
  'eventsPerSecond.peak': 'peak',
  eventsPerSecond: 'peak',
  eventBytes: 'event-bytes',
  'retentionDays.druid': 'retention-days',
  'retentionDays.kafka': 'kafka-retention-days',
  queriesPerSecond: 'queries-per-second',
  availability: 'availability',
};

/** @throws an error whose message names the option */
export function readSizeOptions(args: string[]): SizeOptions {
  const { values } = parseArgs({ args, options: OPTIONS });
  const { preset, json, help, assume: replaced = [] } = values;
  const base = preset === undefined ? DEFAULT_LOAD : PRESETS[readPreset(preset)];
  const average = numberOf('events-per-second', values['events-per-second']) ?? base.eventsPerSecond.average;
  const isGiven = values['events-per-second'] !== undefined;
  const peak = numberOf('peak', values.peak) ?? (isGiven ? average : base.eventsPerSecond.peak);
  const load = readLoad({
    eventsPerSecond: { average, peak },
    eventBytes: numberOf('event-bytes', values['event-bytes']) ?? base.eventBytes,
    retentionDays: {
      kafka: numberOf('kafka-retention-days', values['kafka-retention-days']) ?? base.retentionDays.kafka,
      druid: numberOf('retention-days', values['retention-days']) ?? base.retentionDays.druid,
    },
    queriesPerSecond: numberOf('queries-per-second', values['queries-per-second']) ?? base.queriesPerSecond,
    availability: values.availability ?? base.availability,
  });
  return { load, assumptions: assume(Object.fromEntries(replaced.map(readAssumption))), json, help };
}

const DEFAULT_LOAD = PRESETS.medium;

function readPreset(name: string): PresetName {
  const parsed = PresetName.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new Error(`--preset: "${name}" is not one of ${PresetName.options.join(', ')}`);
}

function numberOf(option: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const value = Number(given.replaceAll('_', ''));
  if (given.trim() !== '' && Number.isFinite(value)) return value;
  throw new Error(`--${option}: "${given}" is not a number`);
}

function readLoad(given: unknown): Load {
  const parsed = Load.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map(describe).join('\n'));
}

function describe({ path, message }: z.core.$ZodIssue): string {
  const option = OPTION_OF[path.join('.')] ?? path.join('.');
  return `--${option}: ${message}`;
}

/** The smallest that an assumption may be: none may be 0 where something is divided by it. */
const LEAST = 1e-6;

function readAssumption(given: string): [string, number] {
  const [name = '', value = ''] = given.split('=');
  if (!isAssumption(name)) throw new Error(`--assume: "${name}" is not one of ${assumptionNames.join(', ')}`);
  const number = numberOf(`assume ${name}`, value) ?? 0;
  if (number >= LEAST) return [name, number];
  throw new Error(`--assume ${name}: must be above 0`);
}
