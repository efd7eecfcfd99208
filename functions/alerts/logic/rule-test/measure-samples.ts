// What a window holds for a rule, of the samples that have arrived: as Druid would answer for the same events.
import type { Labels } from '#schemas/alerts/incident.ts';
import type { MeasureKind } from '#schemas/alerts/rule-test.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import { durationMs } from '#schemas/duration.ts';
import { earlierWindows } from '../earlier-windows.ts';
import { combineOperands, measureOf, operandsOf } from '../expression-operands.ts';
import type { WindowResult } from '../judge-window.ts';
import { labelKey } from '../label-key.ts';
import { foldSamples } from './fold-samples.ts';
import { meetsFilters } from './meets-filters.ts';
import type { DimensionTypes } from './meets-filters.ts';
import type { Sample, SampleSeries } from './series-of-case.ts';

export interface Scene {
  series: readonly SampleSeries[];
  measures: ReadonlyMap<string, MeasureKind>;
  types: DimensionTypes;
}

/** The samples that matter for a label set of the rule: one list for each operand of its expression. */
interface Source {
  labels: Labels;
  rows: Sample[];
  operands: { kind: MeasureKind; samples: Sample[] }[];
}

export type Measured = Required<Pick<WindowResult, 'series' | 'absent'>>;

/** @returns what windows hold by their ends, at a time: every label set that has an event in the window or in one to compare with. */
export function sampleMeter(rule: Rule, scene: Scene): (end: number, now: number) => Measured {
  if (rule.condition.kind === 'stale-data') return () => ({ series: [], absent: [] });
  const sources = sourcesOf(rule, scene);
  const lengthMs = durationMs(rule.window);
  return (end, now) => {
    const earlier = earlierWindows(rule, end);
    const measured: Measured = { series: [], absent: [] };
    for (const source of sources) {
      const valueAt = (at: number) => valueOf(rule, source, { end: at, now, lengthMs });
      const observation = {
        labels: source.labels,
        value: valueAt(end) ?? null,
        earlier: earlier.map((one) => valueAt(one) ?? null),
      };
      if (valueAt(end) !== undefined) measured.series.push(observation);
      else if (earlier.some((one) => valueAt(one) !== undefined)) measured.absent.push(observation);
    }
    return measured;
  };
}

/** Undefined for a window without an event. */
function valueOf({ measure }: Rule, { rows, operands }: Source, window: Window): number | null | undefined {
  if (inWindow(rows, window).length === 0) return undefined;
  return combineOperands(
    measure,
    operands.map(({ kind, samples }) => foldSamples(kind, inWindow(samples, window))),
  );
}

function sourcesOf(rule: Rule, { series, measures, types }: Scene): Source[] {
  const operands = operandsOf(rule.measure);
  const used = new Set(operands.map(measureOf));
  const sources = new Map<string, Source>();
  for (const one of series) {
    if (!used.has(one.measure) || !meetsFilters(rule.filters, one.labels, types)) continue;
    const labels = labelsOf(rule, one);
    const key = labelKey(labels);
    const kindOf = (name: string) => measures.get(name) ?? 'sum';
    const source = sources.get(key) ?? {
      labels,
      rows: [],
      operands: operands.map((operand) => ({ kind: kindOf(measureOf(operand)), samples: [] })),
    };
    sources.set(key, source);
    // A count of none is no event.
    const samples = kindOf(one.measure) === 'count' ? one.samples.filter(({ value }) => value > 0) : one.samples;
    source.rows.push(...samples);
    operands.forEach((operand, index) => {
      if (measureOf(operand) !== one.measure) return;
      if (typeof operand === 'string' || meetsFilters(operand.filters, one.labels, types)) {
        source.operands[index]?.samples.push(...samples);
      }
    });
  }
  for (const { rows, operands: parts } of sources.values()) {
    for (const samples of [rows, ...parts.map((part) => part.samples)]) samples.sort((a, b) => a.at - b.at);
  }
  return [...sources.values()];
}

function labelsOf({ groupBy }: Rule, { labels }: SampleSeries): Labels {
  return Object.fromEntries(
    groupBy.map((dimension) => {
      const value = labels[dimension] ?? null;
      return [dimension, value === null ? null : String(value)];
    }),
  );
}

interface Window {
  end: number;
  now: number;
  lengthMs: number;
}

function inWindow(samples: readonly Sample[], { end, now, lengthMs }: Window): Sample[] {
  const found: Sample[] = [];
  for (let index = firstFrom(samples, end - lengthMs); index < samples.length; index += 1) {
    const sample = samples[index];
    if (sample === undefined || sample.at >= end) break;
    if (sample.arrivesAt <= now) found.push(sample);
  }
  return found;
}

/** Place of the first sample at or after a time. */
function firstFrom(samples: readonly Sample[], at: number): number {
  let [low, high] = [0, samples.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((samples[middle]?.at ?? Infinity) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
