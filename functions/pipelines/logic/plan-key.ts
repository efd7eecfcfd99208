// Where a compiled plan is kept: by pipeline, version and content, so that a run's plan is never overwritten.
import { createHash } from 'node:crypto';
import type { CompiledPlan } from '#schemas/compiled-plan.ts';

/** The prefix of all plans of a pipeline. */
export const planPrefix = (pipeline: string): string => `pipelines/${pipeline}/`;

export interface PlanObject {
  key: string;
  text: string;
}

export function printPlan(plan: CompiledPlan, version: number): PlanObject {
  const text = JSON.stringify(plan);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return { key: `${planPrefix(plan.pipeline)}${version}-${hash}.json`, text };
}

/** The definition's version that a plan's URL or key names; null if it names none. */
export function versionOf(plan: string | undefined): number | null {
  const version = /\/(\d+)-[0-9a-f]{12}\.json$/.exec(plan ?? '')?.[1];
  return version === undefined ? null : Number(version);
}
