// Flights as NDJSON. A row comes without its time, already as JSON, so that little is left to do for each event.

/** The fields of a flight behind its time: `"delay":33,"distance":2176,"origin":"LAS","destination":"PHL"}`. */
export type EncodedRow = string;

/** Breaks a line in one of three ways that the stream must refuse: cut off, a wrong type, a missing field. */
const BREAKS: readonly ((line: string) => string)[] = [
  (line) => line.slice(0, -12),
  (line) => line.replace(/"delay":-?\d+/, '"delay":"late"'),
  (line) => line.replace('"origin":', '"from":'),
];

export interface Batch {
  rows: readonly EncodedRow[];
  /** The place of the first row among all that are sent. */
  first: number;
  /** When the row at this place of all happened, in ms. */
  timeOf: (index: number) => number;
  /** The part of all events that is broken, evenly: 0.01 is each 100th. */
  broken: number;
}

export function encodeEvents({ rows, first, timeOf, broken }: Batch): string {
  let lastMs = Number.NaN;
  let time = '';
  return rows
    .map((row, offset) => {
      const ms = timeOf(first + offset);
      if (ms !== lastMs) time = new Date(ms).toISOString();
      lastMs = ms;
      const line = `{"time":"${time}",${row}`;
      const nth = brokenBy(first + offset + 1, broken);
      const breakLine = nth > brokenBy(first + offset, broken) ? BREAKS[nth % BREAKS.length] : undefined;
      return `${breakLine === undefined ? line : breakLine(line)}\n`;
    })
    .join('');
}

/** How many of the first `count` events are broken; exact for fractions that a double cannot hold. */
export const brokenBy = (count: number, fraction: number): number => Math.floor(count * fraction + 1e-9);
