import { expect, it } from 'vitest';
import { planPrefix, printPlan, versionOf } from '#functions/pipelines/logic/plan-key.ts';

const plan = { format: 1 as const, pipeline: 'flights', configuration: {}, steps: [] };

it('keeps a plan under its pipeline, by version and content', () => {
  const { key, text } = printPlan(plan, 7);
  expect(key).toMatch(/^pipelines\/flights\/7-[0-9a-f]{12}\.json$/);
  expect(key.startsWith(planPrefix('flights'))).toBe(true);
  expect(JSON.parse(text)).toEqual(plan);
  expect(printPlan({ ...plan, configuration: { 'table.x': 'y' } }, 7).key).not.toBe(key);
});

it('reads the version from the URL that an application has', () => {
  expect(versionOf(`s3://millrace/${printPlan(plan, 12).key}`)).toBe(12);
  expect(versionOf(undefined)).toBeNull();
  expect(versionOf('s3://millrace/other.json')).toBeNull();
});
