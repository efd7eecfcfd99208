import { describe, expect, it } from 'vitest';
import { formatBacktest } from '#cli/logic/format-backtest.ts';
import { compareBacktests } from '#functions/alerts/logic/summarize-backtest.ts';
import type { BacktestResult } from '#schemas/alerts/try-rule.ts';
import { anIncident } from '#test/support/an-incident.ts';

const range = { from: '2026-11-29T00:00:00.000Z', to: '2026-11-29T02:00:00.000Z' };
const resultOf = (changes: Partial<BacktestResult>): BacktestResult => ({
  windows: 720,
  series: 2,
  firingSeconds: 3_700,
  flaps: 1,
  incidents: [
    anIncident({
      labels: { state: 'CA' },
      openedAt: '2026-11-29T01:00:00.000Z',
      resolvedAt: null,
      severity: 'warning',
      reason: 'delay is 30 over PT1M, > 25',
    }),
  ],
  notifications: [],
  transitions: [],
  truncated: false,
  told: { show: 3 },
  ...changes,
});

describe('a backtest', () => {
  it('is told in a few lines and a table of its incidents', () => {
    expect(formatBacktest({ ...range, rule: resultOf({}), compare: null, difference: null })).toBe(
      `720 windows from 2026-11-29T00:00:00.000Z to 2026-11-29T02:00:00.000Z, 2 label sets
1 incidents, firing for 1 h 1 min in all, 1 of them soon after the last one
notifications: 0; told: show 3

OPENED                    RESOLVED  SEVERITY  LABELS    REASON
2026-11-29T01:00:00.000Z  open      warning   state=CA  delay is 30 over PT1M, > 25
`,
    );
  });

  it('of two versions is told side by side', () => {
    const [rule, compare] = [resultOf({}), resultOf({ incidents: [], firingSeconds: 0, flaps: 0, told: { show: 0 } })];

    expect(formatBacktest({ ...range, rule, compare, difference: compareBacktests(rule, compare) })).toBe(
      `720 windows from 2026-11-29T00:00:00.000Z to 2026-11-29T02:00:00.000Z, 2 label sets

                 THIS  OTHER  DIFFERENCE
incidents           1      0          -1
firing for  1 h 1 min    0 s  -1 h 1 min
flaps               1      0          -1
told: show          3      0          -3

LABELS    INCIDENTS
state=CA         -1
`,
    );
  });
});
