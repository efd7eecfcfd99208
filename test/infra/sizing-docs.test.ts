// docs/sizing.md shows what `npm run size` prints.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../infra/presets.ts';
import { sizeFor } from '../../infra/sizing.ts';
import { printPlan } from '../../infra/sizing/print-plan.ts';
import { readSizeOptions } from '../../infra/sizing/read-size-options.ts';

const text = readFileSync(path.resolve(import.meta.dirname, '../../docs/sizing.md'), 'utf8');

function printed(options: string): string {
  const { load, assumptions } = readSizeOptions(options.split(' '));
  return printPlan({ load, assumptions, sizing: sizeFor(load, assumptions) });
}

/** What is above the assumptions. */
const shortened = (plan: string) => plan.slice(0, plan.indexOf('\n\nTaken for granted')).trimEnd();

describe('docs/sizing.md', () => {
  it('shows the whole plan of the small preset', () => {
    expect(text).toContain(printed('--preset small'));
  });

  it.each([
    '--preset medium',
    '--preset large',
    '--events-per-second 30000000',
    '--events-per-second 30000000 --assume rollup=20 --assume kafkaCompression=4',
  ])('shows the plan of %s', (options) => {
    expect(text).toContain(`$ npm run size -- ${options}\n${shortened(printed(options))}`);
  });

  it.each(Object.entries(PRESETS))('states what the preset %s costs', (preset, load) => {
    const usd = Math.round(sizeFor(load).monthlyUsd).toLocaleString('en');
    expect(text).toMatch(new RegExp(`\\| ${preset} \\|.*\\| ${usd} \\|`));
  });
});
