// A measured figure, its goal and how it is printed.
import * as z from 'zod';

export const Figure = z.strictObject({
  name: z.string(),
  value: z.number(),
  unit: z.string(),
  goal: z.string().nullable(),
  holds: z.boolean().nullable(),
  compared: z.string().nullable().describe('What it was measured against, in the same run.'),
});
export type Figure = z.infer<typeof Figure>;

export interface Bench {
  /** One line for `--help`. */
  about: string;
  run(say: (line: string) => void): Promise<Figure[]>;
}

interface Measured {
  name: string;
  value: number;
  unit: string;
  compared?: string;
}

/** A figure without a goal. */
export const figure = ({ compared = '', ...measured }: Measured): Figure => ({
  ...measured,
  value: round(measured.value),
  goal: null,
  holds: null,
  compared: compared === '' ? null : compared,
});

export const atMost = (limit: number, measured: Measured): Figure => ({
  ...figure(measured),
  goal: `<= ${limit} ${measured.unit}`,
  holds: measured.value <= limit,
});

export const atLeast = (limit: number, measured: Measured): Figure => ({
  ...figure(measured),
  goal: `>= ${limit} ${measured.unit}`,
  holds: measured.value >= limit,
});

/** The value below which `fraction` of the sample lies (nearest rank). */
export function percentile(sample: number[], fraction: number): number {
  const sorted = sample.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)] ?? Number.NaN;
}

export function printTable(figures: Figure[]): string {
  const rows = figures.map(({ name, value, unit, goal, holds, compared }) => [
    name,
    `${value} ${unit}`,
    goal ?? '-',
    holds === null ? '-' : holds ? 'yes' : 'MISSED',
    compared ?? '-',
  ]);
  const table = [['figure', 'value', 'goal', 'holds', 'compared with'], ...rows];
  const widths = table.reduce<number[]>(
    (most, row) => row.map((cell, index) => Math.max(most[index] ?? 0, cell.length)),
    [],
  );
  return table
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
