// `npm run size`: prints what carries a load, what it costs, and which quotas it meets.
import { assumptionNames } from './sizing/assumptions.ts';
import { printPlan } from './sizing/print-plan.ts';
import { readSizeOptions } from './sizing/read-size-options.ts';
import { sizeFor } from './sizing.ts';

const HELP = `npm run size -- [--preset small|medium|large] [--events-per-second <average>] [--peak <events per second>]
    [--event-bytes <bytes>] [--retention-days <in Druid>] [--kafka-retention-days <days>]
    [--queries-per-second <number>] [--availability basic|high] [--assume <name>=<value>]... [--json]

Prints which machines carry the load, why, what they cost in a month, and which quotas of AWS they meet.
What is not given is taken from the preset (medium by default); --peak is the average where only that is given.
--assume replaces one of: ${assumptionNames.join(', ')}.
--json prints { load, sizing, assumptions } as one object.`;

try {
  const { load, assumptions, json, help } = readSizeOptions(process.argv.slice(2));
  const plan = { load, sizing: sizeFor(load, assumptions), assumptions };
  console.log(help ? HELP : json ? JSON.stringify(plan, undefined, 2) : printPlan(plan));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
