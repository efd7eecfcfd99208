// Long because it is the table of all that a rule can be asked for, window by window.
import { describe, expect, it } from 'vitest';
import {
  ruleOf,
  stepValues,
  stepWindows,
  tellChanges,
  tickText,
  tickTime,
  windowOf,
} from '#test/support/step-windows.ts';
import type { Values } from '#test/support/step-windows.ts';

const critical = (operator: string, bound: number) => ({ condition: { kind: 'threshold', operator, critical: bound } });
const HYSTERESIS = {
  kind: 'threshold',
  operator: '>',
  warning: 10,
  critical: 20,
  recover: { warning: 5, critical: 15 },
};

describe('a rule with levels', () => {
  it.each([
    [
      'opens at the first breach and resolves when it no longer holds',
      {},
      [1, 11, 10],
      ['1: normal > firing warning (opened)', '2: firing > normal warning (resolved)'],
    ],
    ['opens at the higher level', {}, [21], ['0: normal > firing critical (opened)']],
    [
      'tells of a higher and of a lower level',
      {},
      [11, 21, 12, 1],
      [
        '0: normal > firing warning (opened)',
        '1: firing > firing critical (level-changed)',
        '2: firing > firing warning (level-changed)',
        '3: firing > normal warning (resolved)',
      ],
    ],
    [
      'resolves from critical at once',
      {},
      [21, 1],
      ['0: normal > firing critical (opened)', '1: firing > normal critical (resolved)'],
    ],
    [
      'knows a level critical alone',
      critical('<', 3),
      [3, 2, 3],
      ['1: normal > firing critical (opened)', '2: firing > normal critical (resolved)'],
    ],
    [
      'keeps a level until its recover threshold',
      { condition: HYSTERESIS },
      [11, 6, 9, 5],
      ['0: normal > firing warning (opened)', '3: firing > normal warning (resolved)'],
    ],
    [
      'lowers a level only past its recover threshold',
      { condition: HYSTERESIS },
      [21, 16, 15, 6, 5],
      [
        '0: normal > firing critical (opened)',
        '2: firing > firing warning (level-changed)',
        '4: firing > normal warning (resolved)',
      ],
    ],
    ['does not open between recover and threshold', { condition: HYSTERESIS }, [6, 9, 6], []],
  ])('%s', (_, changes, values, expected) => {
    expect(tellChanges(stepValues(ruleOf(changes), values))).toEqual(expected);
  });

  it.each([
    ['>', 10, 0],
    ['>=', 10, 1],
    ['<', 10, 0],
    ['<=', 10, 1],
  ])('takes %s at the threshold itself as it says', (operator, value, opened) => {
    expect(stepValues(ruleOf(critical(operator, 10)), [value]).changes).toHaveLength(opened);
  });

  it('says the threshold of the level that is held, not of a higher one that its last window is', () => {
    const { changes } = stepValues(ruleOf({ for: 'PT10S', condition: HYSTERESIS }), [11, 21]);

    expect(changes[1]?.incident).toMatchObject({
      severity: 'warning',
      value: 21,
      threshold: 10,
      reason: expect.stringMatching(/ is 21 over .*, > 10$/),
    });
  });

  it('says in the incident what was seen, and keeps its id and its times', () => {
    const { changes } = stepValues(
      ruleOf({ for: 'PT10S', annotations: { text: '{{value}} of {{threshold}}' } }),
      [11, 12, 3],
    );

    expect(changes[1]?.incident).toMatchObject({
      startedAt: tickText(0),
      openedAt: tickText(1),
      resolvedAt: null,
      status: 'open',
      severity: 'warning',
      kind: 'condition',
      value: 12,
      score: 12,
      threshold: 10,
      reason: 'delay_mean is 12 over PT5M, > 10',
      annotations: { text: '12 of 10' },
    });
    expect(changes[2]?.incident).toMatchObject({
      id: changes[1]?.incident?.id,
      status: 'resolved',
      resolvedAt: tickText(2),
      startedAt: tickText(0),
      value: 3,
      reason: 'delay_mean is 3 over PT5M, not > 10',
    });
  });
});

describe('a rule that waits', () => {
  it.each([
    [
      'opens when every window of `for` was a breach',
      { for: 'PT20S' },
      [11, 11, 11],
      ['0: normal > pending warning', '2: pending > firing warning (opened)'],
    ],
    [
      'rounds `for` up to whole windows',
      { for: 'PT11S' },
      [11, 11, 11],
      ['0: normal > pending warning', '2: pending > firing warning (opened)'],
    ],
    [
      'starts anew when one window was no breach',
      { for: 'PT20S' },
      [11, 11, 1, 11, 11],
      ['0: normal > pending warning', '2: pending > normal', '3: normal > pending warning'],
    ],
    [
      'raises to critical only when `for` was critical',
      { for: 'PT10S' },
      [11, 21, 21],
      [
        '0: normal > pending warning',
        '1: pending > firing warning (opened)',
        '2: firing > firing critical (level-changed)',
      ],
    ],
    [
      'neither counts nor forgets at a window without evidence',
      { for: 'PT10S' },
      [11, null, 11],
      ['0: normal > pending warning', '2: pending > firing warning (opened)'],
    ],
    [
      'opens at M of N windows',
      { windows: { breaching: 2, of: 3 } },
      [11, 1, 11],
      ['0: normal > pending warning', '2: pending > firing warning (opened)'],
    ],
    [
      'forgets breaches that are more than N windows ago',
      { windows: { breaching: 2, of: 3 } },
      [11, 1, 1, 11],
      ['0: normal > pending warning'],
    ],
    [
      'opens in a breach alone, though M of N were breaches',
      { windows: { breaching: 1, of: 3 } },
      [11, 1, 1, 1, 1],
      ['0: normal > firing warning (opened)', '3: firing > normal warning (resolved)'],
    ],
    [
      'keeps firing until it was safe for long enough',
      { keepFiringFor: 'PT20S' },
      [11, 1, 1, 1],
      [
        '0: normal > firing warning (opened)',
        '1: firing > recovering warning',
        '3: recovering > normal warning (resolved)',
      ],
    ],
    [
      'counts anew when it fires again meanwhile',
      { keepFiringFor: 'PT20S' },
      [11, 1, 11, 1, 1],
      [
        '0: normal > firing warning (opened)',
        '1: firing > recovering warning',
        '2: recovering > firing warning',
        '3: firing > recovering warning',
      ],
    ],
    [
      'does not end without evidence that it is safe',
      { keepFiringFor: 'PT20S' },
      [11, 1, null, null, null],
      ['0: normal > firing warning (opened)', '1: firing > recovering warning'],
    ],
    [
      'does not recover between threshold and recover',
      { keepFiringFor: 'PT10S', condition: HYSTERESIS },
      [11, 5, 6, 5, 5],
      [
        '0: normal > firing warning (opened)',
        '1: firing > recovering warning',
        '2: recovering > firing warning',
        '3: firing > recovering warning',
        '4: recovering > normal warning (resolved)',
      ],
    ],
  ])('%s', (_, changes, values, expected) => {
    expect(tellChanges(stepValues(ruleOf(changes), values))).toEqual(expected);
  });

  it('says the threshold of the level that is held, not of a higher one that the window is', () => {
    const { changes } = stepValues(ruleOf({ for: 'PT10S' }), [11, 21]);
    expect(changes.at(-1)?.incident).toMatchObject({
      severity: 'warning',
      threshold: 10,
      reason: 'delay_mean is 21 over PT5M, > 10',
    });
  });

  it('begins the incident with the first breach of M of N windows', () => {
    const { changes } = stepValues(ruleOf({ windows: { breaching: 2, of: 3 } }), [1, 11, 1, 11]);
    expect(changes.at(-1)?.incident).toMatchObject({ startedAt: tickText(1), openedAt: tickText(3) });
  });
});

describe('a rule of another kind', () => {
  const step = (condition: object, windows: [number, (number | null)[]][]) =>
    tellChanges(
      stepWindows(
        ruleOf({ condition }),
        windows.map(([value, earlier], tick) => windowOf(tick, { '': value }, { earlier })),
      ),
    );

  it('range: opens outside of the interval, whose bounds are inside', () => {
    const condition = {
      kind: 'range',
      is: 'outside',
      warning: { min: 0, max: 10 },
      recover: { warning: { min: 2, max: 8 } },
    };
    expect(
      step(condition, [
        [10, []],
        [11, []],
        [9, []],
        [8, []],
        [0, []],
        [-1, []],
      ]),
    ).toEqual([
      '1: normal > firing warning (opened)',
      '3: firing > normal warning (resolved)',
      '5: normal > firing warning (opened)',
    ]);
  });

  it('range: opens inside of the interval', () => {
    expect(
      step({ kind: 'range', is: 'inside', critical: { min: 0, max: 10 } }, [
        [11, []],
        [10, []],
        [-1, []],
      ]),
    ).toEqual(['1: normal > firing critical (opened)', '2: firing > normal critical (resolved)']);
  });

  it('change: compares with the earlier window, and is no evidence without one', () => {
    const condition = { kind: 'change', against: 'PT1H', as: 'percent', operator: '<=', critical: -50 };
    expect(
      step(condition, [
        [5, [null]],
        [5, [10]],
        [6, [10]],
        [0, [0]],
        [-15, [-10]],
      ]),
    ).toEqual([
      '1: normal > firing critical (opened)',
      '2: firing > normal critical (resolved)',
      '4: normal > firing critical (opened)',
    ]);
  });

  it('rate: compares how fast the value grows', () => {
    const condition = { kind: 'rate', per: 'PT1M', operator: '>', warning: 2 };
    expect(
      step(condition, [
        [20, [10]],
        [21, [10]],
      ]),
    ).toEqual(['1: normal > firing warning (opened)']);
  });

  it('deviation: compares with the same time of past days', () => {
    const condition = { kind: 'deviation', days: 3, direction: 'above', warning: 3 };
    expect(
      step(condition, [
        [14, [10, 9, 11]],
        [15, [10, 9, 11]],
        [4, [10, 9, 11]],
        [99, [10, 9, null]],
      ]),
    ).toEqual(['1: normal > firing warning (opened)', '2: firing > normal warning (resolved)']);
  });

  it('no-data: opens for a window without rows and resolves when one is there', () => {
    const stepped = stepValues(ruleOf({ condition: { kind: 'no-data', level: 'critical' } }), [7, 'none', 'none', 0]);
    expect(tellChanges(stepped)).toEqual([
      '1: normal > firing critical (opened)',
      '3: firing > normal critical (resolved)',
    ]);
    expect(stepped.changes.map(({ reason }) => reason)).toEqual(['no data for PT5M', 'data arrived']);
  });

  it('stale-data: opens when the watermark is as old as the level, and knows nothing before the first event', () => {
    const rule = ruleOf({ condition: { kind: 'stale-data', warning: 'PT20S', critical: 'PT40S' } });
    const windows = [1, 2, 3, 4].map((tick) => windowOf(tick, {}));
    const watermark = { watermark: tickTime(0), isStale: true };
    const stepped = stepWindows(rule, windows, { watermark });
    expect(tellChanges(stepped)).toEqual([
      '2: normal > firing warning (opened)',
      '4: firing > firing critical (level-changed)',
    ]);
    expect(stepped.changes[0]?.incident).toMatchObject({ value: 20, threshold: 20, flags: { stale: true } });
    expect(stepWindows(rule, windows).changes).toEqual([]);
  });
});

describe('no data', () => {
  const grouped = (noData: object) => ruleOf({ groupBy: ['state'], noData });
  const windows = (list: Values[]) => list.map((values, tick) => windowOf(tick, values));

  it.each([
    ['keep-last', [11, 'none', 1], ['0: normal > firing warning (opened)', '2: firing > normal warning (resolved)']],
    ['ok', [11, 'none', 1], ['0: normal > firing warning (opened)', '1: firing > normal warning (resolved)']],
    ['alerting', [1, 'none', 1], ['1: normal > firing critical (opened)', '2: firing > normal critical (resolved)']],
    ['zero', [11, 'none', 1], ['0: normal > firing warning (opened)', '1: firing > normal warning (resolved)']],
    [
      'incident',
      [1, 'none', 'none', 1],
      ['1: normal > no-data warning (opened)', '3: no-data > normal warning (resolved)'],
    ],
    [
      'incident',
      [1, 'none', 11],
      [
        '1: normal > no-data warning (opened)',
        '2: no-data > normal warning (resolved)',
        '2: normal > firing warning (opened)',
      ],
    ],
    ['incident', [11, 'none', 1], ['0: normal > firing warning (opened)', '2: firing > normal warning (resolved)']],
  ] as const)('%s of a rule without groupBy: %j', (policy, values, expected) => {
    expect(tellChanges(stepValues(ruleOf({ noData: { rule: policy } }), values))).toEqual(expected);
  });

  it('zero: judges a window without rows as the value 0', () => {
    const rule = ruleOf({ ...critical('<', 1), noData: { rule: 'zero' } });
    expect(stepValues(rule, ['none']).changes).toMatchObject([{ incident: { value: 0, labels: {} } }]);
  });

  it.each([
    ['keep-last', ['0 CA: normal > firing warning (opened)']],
    ['ok', ['0 CA: normal > firing warning (opened)', '1 CA: firing > normal warning (resolved)']],
    ['alerting', ['0 CA: normal > firing warning (opened)', '1 CA: firing > firing critical (level-changed)']],
    ['zero', ['0 CA: normal > firing warning (opened)', '1 CA: firing > normal warning (resolved)']],
    ['incident', ['0 CA: normal > firing warning (opened)']],
  ])('%s of a series that vanished while it fired', (policy, expected) => {
    const stepped = stepWindows(grouped({ series: policy }), windows([{ CA: 11, NV: 1 }, { NV: 1 }]));
    expect(tellChanges(stepped)).toEqual(expected);
  });

  it('incident of a series that vanished: opens for it alone, until it has rows again', () => {
    const stepped = stepWindows(
      grouped({ series: 'incident' }),
      windows([{ CA: 1, NV: 1 }, { NV: 1 }, { CA: 1, NV: 1 }]),
    );
    expect(tellChanges(stepped)).toEqual([
      '1 CA: normal > no-data warning (opened)',
      '2 CA: no-data > normal warning (resolved)',
    ]);
    expect(stepped.changes[0]?.incident).toMatchObject({ kind: 'no-data', value: null, reason: 'no data for PT5M' });
  });

  it('incident of a rule with groupBy: opens one for the whole rule, until any series has rows', () => {
    const stepped = stepWindows(grouped({ rule: 'incident' }), windows([{ CA: 11 }, {}, {}, { NV: 1 }]));
    expect(tellChanges(stepped)).toEqual([
      '0 CA: normal > firing warning (opened)',
      '1: normal > no-data warning (opened)',
      '3 CA: firing > normal warning (resolved)',
      '3: no-data > normal warning (resolved)',
    ]);
    expect(stepped.changes[3]?.reason).toBe('data arrived');
  });

  it('alerting of a rule with groupBy: every series that is known is a breach', () => {
    const stepped = stepWindows(grouped({ rule: 'alerting' }), windows([{ CA: 1, NV: 1 }, {}]));
    expect(tellChanges(stepped)).toEqual([
      '1 CA: normal > firing critical (opened)',
      '1 NV: normal > firing critical (opened)',
    ]);
  });

  it('alerting of a rule with groupBy that knows no series: the rule itself is a breach, until any series has rows', () => {
    const stepped = stepWindows(grouped({ rule: 'alerting' }), windows([{}, {}, { CA: 1 }]));
    expect(tellChanges(stepped)).toEqual([
      '0: normal > firing critical (opened)',
      '2: firing > normal critical (resolved)',
    ]);
  });

  it('judges nothing of a window whose value is null', () => {
    expect(tellChanges(stepValues(ruleOf(), [11, null]))).toEqual(['0: normal > firing warning (opened)']);
  });
});

describe('an early fire', () => {
  const partial = (tick: number, values: Values) => windowOf(tick, values, { completeness: 'partial' });

  it('opens with the end of its window, and is not undone when the window is complete', () => {
    const stepped = stepWindows(ruleOf(), [
      partial(5, { '': 11 }),
      partial(5, { '': 12 }),
      windowOf(5, { '': 1 }),
      windowOf(6, { '': 1 }),
    ]);
    expect(tellChanges(stepped)).toEqual([
      '5: normal > firing warning (opened)',
      '6: firing > normal warning (resolved)',
    ]);
    expect(stepped.changes[0]?.incident).toMatchObject({ openedAt: tickText(5), startedAt: tickText(5) });
  });

  it('raises the level, and keeps it when the window is complete', () => {
    const stepped = stepWindows(ruleOf(), [
      windowOf(4, { '': 11 }),
      partial(5, { '': 21 }),
      windowOf(5, { '': 12 }),
      windowOf(6, { '': 12 }),
    ]);
    expect(tellChanges(stepped)).toEqual([
      '4: normal > firing warning (opened)',
      '5: firing > firing critical (level-changed)',
      '6: firing > firing warning (level-changed)',
    ]);
  });

  it('changes nothing when the partial window is no breach, also of label sets that it lacks', () => {
    const rule = ruleOf({ groupBy: ['state'], noData: { series: 'alerting', rule: 'incident' } });
    const before = stepWindows(rule, [windowOf(1, { CA: 11, NV: 1 })]);
    expect(stepWindows(rule, [partial(2, { NV: 1 }), partial(2, {})], { state: before.state })).toEqual({
      state: before.state,
      changes: [],
    });
  });

  it('counts as the last window of `for`, and does not open before', () => {
    const rule = ruleOf({ for: 'PT10S' });
    expect(stepWindows(rule, [partial(1, { '': 11 })]).changes).toEqual([]);
    expect(
      tellChanges(stepWindows(rule, [windowOf(1, { '': 11 }), partial(2, { '': 11 }), windowOf(2, { '': 11 })])),
    ).toEqual(['1: normal > pending warning', '2: pending > firing warning (opened)']);
  });

  it('is not undone by an earlier window that is complete later', () => {
    const windows = [
      partial(8, { '': 11 }),
      windowOf(6, { '': 1 }),
      windowOf(7, {}),
      windowOf(8, { '': 11 }),
      windowOf(9, { '': 1 }),
    ];
    const rule = ruleOf({ noData: { rule: 'ok' } });
    expect(tellChanges(stepWindows(rule, windows))).toEqual([
      '8: normal > firing warning (opened)',
      '9: firing > normal warning (resolved)',
    ]);
  });

  it('is raised by an earlier window that is worse, and outlasts it', () => {
    const windows = [
      partial(8, { '': 11 }),
      partial(6, { '': 21 }),
      windowOf(6, { '': 21 }),
      windowOf(7, { '': 1 }),
      windowOf(8, { '': 11 }),
    ];
    expect(tellChanges(stepWindows(ruleOf(), windows))).toEqual([
      '8: normal > firing warning (opened)',
      '6: firing > firing critical (level-changed)',
    ]);
  });

  it('is not lowered by an earlier window', () => {
    const windows = [partial(8, { '': 21 }), windowOf(7, { '': 11 }), windowOf(8, { '': 22 })];
    expect(tellChanges(stepWindows(ruleOf(), windows))).toEqual(['8: normal > firing critical (opened)']);
  });

  it("leaves an incident for no data to the window's end", () => {
    const rule = ruleOf({ noData: { rule: 'incident' } });
    const stepped = stepWindows(rule, [windowOf(1, {}), partial(2, { '': 11 }), windowOf(2, { '': 11 })]);
    expect(tellChanges(stepped)).toEqual([
      '1: normal > no-data warning (opened)',
      '2: no-data > normal warning (resolved)',
      '2: normal > firing warning (opened)',
    ]);
  });
});

describe('the flags of an incident', () => {
  it('is flapping from six changes in twenty windows on, and no longer when there are fewer than four', () => {
    const values = [11, 1, 11, 1, 11, 1, 11];
    const { changes } = stepValues(ruleOf(), values);
    expect(changes.map(({ incident }) => incident?.flags.flapping)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    const calm = stepValues(ruleOf(), [...values, ...Array.from({ length: 18 }, () => 11), 1]);
    expect(calm.changes.at(-1)?.incident?.flags.flapping).toBe(false);
  });

  it('is incomplete when its window was not waited for any longer', () => {
    const { changes } = stepWindows(ruleOf(), [
      windowOf(0, { '': 11 }, { completeness: 'incomplete' }),
      windowOf(1, { '': 1 }),
    ]);
    expect(changes.map(({ incident }) => incident?.flags.incomplete)).toEqual([true, false]);
  });
});

describe('the state', () => {
  it('holds no label set that is simply normal', () => {
    const rule = ruleOf({ groupBy: ['state'] });
    expect(stepWindows(rule, [windowOf(0, { CA: 1, NV: null })]).state).toEqual([]);
    const calm = Array.from({ length: 21 }, (_, index) => windowOf(index + 1, { CA: 1 }));
    expect(stepWindows(rule, [windowOf(0, { CA: 11 }), ...calm.slice(0, 20)]).state).toHaveLength(1);
    expect(stepWindows(rule, [windowOf(0, { CA: 11 }), ...calm]).state).toEqual([]);
  });

  it('remembers normal label sets whose vanishing would matter', () => {
    const rule = ruleOf({ groupBy: ['state'], noData: { series: 'incident' } });
    expect(stepWindows(rule, [windowOf(0, { CA: 1 })]).state).toMatchObject([
      { labels: { state: 'CA' }, status: 'normal' },
    ]);
  });

  it('gives label sets that stay as they are back as the same objects', () => {
    const rule = ruleOf({ groupBy: ['state'] });
    const values = Array.from({ length: 20 }, (_, tick) => windowOf(tick, { CA: 11 }));
    const { state } = stepWindows(rule, values);
    expect(stepWindows(rule, [windowOf(20, { CA: 12 })], { state }).state[0]).toBe(state[0]);
  });

  it('opens no incident again for a window without data that comes again', () => {
    const rule = ruleOf({ noData: { rule: 'incident' } });
    const { state } = stepWindows(rule, [windowOf(0, {}), windowOf(1, { '': 1 })]);
    expect(stepWindows(rule, [windowOf(0, {})], { state })).toEqual({ state, changes: [] });
  });

  it('changes no more for a window that was seen before', () => {
    const { state } = stepValues(ruleOf(), [11, 11]);
    expect(stepWindows(ruleOf(), [windowOf(0, { '': 1 }), windowOf(1, { '': 1 })], { state })).toEqual({
      state,
      changes: [],
    });
  });
});
