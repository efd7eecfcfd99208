import { describe, expect, it } from 'vitest';
import { compareAlarms } from '../../../../bench/support/compare-alarms.ts';
import type { Alarm } from '../../../../bench/support/compare-alarms.ts';

const alarm = (openedMs: number, resolvedMs: number, changes: Partial<Alarm> = {}): Alarm => ({
  rule: 'few-sales',
  series: 'north',
  openedMs,
  resolvedMs,
  firedMs: openedMs,
  ...changes,
});

describe('alarms held against the truth', () => {
  it('are true while they have a time in common with a true one', () => {
    const { falseAlarms, missed } = compareAlarms([alarm(100, 200)], [alarm(190, 300)]);
    expect(falseAlarms).toEqual([]);
    expect(missed).toEqual([]);
  });

  it('are false before and after it, and then it is missed', () => {
    const truth = alarm(100, 200);
    const early = alarm(50, 100);
    const late = alarm(200, 250);
    expect(compareAlarms([truth], [early, late])).toEqual({ falseAlarms: [early, late], missed: [truth], delays: [] });
  });

  it('are of another rule or series where only the times agree', () => {
    const truth = alarm(100, 200);
    const others = [alarm(100, 200, { rule: 'many-sales' }), alarm(100, 200, { series: 'south' })];
    expect(compareAlarms([truth], others)).toMatchObject({ falseAlarms: others, missed: [truth] });
  });

  it('are late by the first that was told, negative for one before the end of the window', () => {
    const truth = [alarm(100, 200), alarm(300, 400, { series: 'south' })];
    const alarms = [
      alarm(110, 120, { firedMs: 180 }),
      alarm(150, 200, { firedMs: 170 }),
      alarm(300, 400, { series: 'south', firedMs: 290 }),
    ];
    expect(compareAlarms(truth, alarms).delays).toEqual([
      { rule: 'few-sales', delayMs: 70 },
      { rule: 'few-sales', delayMs: -10 },
    ]);
  });

  it('go on while they are open', () => {
    const open = alarm(100, Number.POSITIVE_INFINITY);
    expect(compareAlarms([open], [alarm(900, 1000)]).missed).toEqual([]);
  });
});
