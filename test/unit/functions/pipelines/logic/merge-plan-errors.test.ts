import { describe, expect, it } from 'vitest';
import { mergePlanErrors } from '#functions/pipelines/logic/merge-plan-errors.ts';
import { everyNode, streams } from '../sample.ts';

const fine = { ok: true as const, nodes: [], operators: [], lateDropping: [], physicalPlan: '' };

describe('the planner’s answer as errors', () => {
  it('keeps the field, line and column of a typed text', () => {
    const error = { node: 'late', field: '/nodes/1/condition', message: "Column 'x' not found", line: 2, column: 7 };
    expect(mergePlanErrors({ ok: false, errors: [error] }, everyNode, streams)).toEqual([
      { pointer: '/nodes/1/condition', reason: "Column 'x' not found", line: 2, column: 7 },
    ]);
  });

  it('points to the node, or to all of them, where there is no field', () => {
    const errors = [{ node: 'clean', message: 'types differ' }, { message: 'no' }];
    expect(mergePlanErrors({ ok: false, errors }, everyNode, streams).map(({ pointer }) => pointer)).toEqual([
      '/nodes/4',
      '/nodes',
    ]);
  });

  it('refuses changes of earlier rows at the sink', () => {
    const nodes = [{ node: 'hourly', name: 'hourly', columns: [], changelog: 'upsert' as const }];
    expect(mergePlanErrors({ ...fine, nodes }, everyNode, streams)).toEqual([
      { pointer: '/nodes/6/input', reason: expect.stringContaining('"hourly" changes rows') },
    ]);
  });

  it('asks for late rows to be diverted at the sources of a window', () => {
    const [source, ...rest] = everyNode.nodes;
    if (source?.kind !== 'stream-source') throw new TypeError('the sample has changed');
    const pipeline = { nodes: [{ ...source, lateRows: 'deliver' as const }, ...rest] };
    expect(mergePlanErrors({ ...fine, lateDropping: ['hourly'] }, pipeline, streams)).toEqual([
      { pointer: '/nodes/0/lateRows', reason: expect.stringContaining('"divert"') },
    ]);
  });
});
