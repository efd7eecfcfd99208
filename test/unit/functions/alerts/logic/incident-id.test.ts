import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incidentId, ruleOfIncident } from '#functions/alerts/logic/incident-id.ts';
import { labelKey } from '#functions/alerts/logic/label-key.ts';

const labels = fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.option(fc.string()));

describe('incidentId', () => {
  it('sorts by time within a rule, and tells its rule', () => {
    const older = incidentId({ rule: 'a-b_c', labels: { state: 'ZZ' }, openedAt: new Date(999) });
    const newer = incidentId({ rule: 'a-b_c', labels: { state: 'AA' }, openedAt: new Date(1_000) });
    expect(older < newer).toBe(true);
    expect(ruleOfIncident(newer)).toBe('a-b_c');
  });

  it('is the same for equal label sets in any order, and another one for others', () => {
    fc.assert(
      fc.property(labels, labels, (one, other) => {
        const id = (labels: Record<string, string | null>) => incidentId({ rule: 'r', labels, openedAt: new Date(0) });
        expect(id(Object.fromEntries(Object.entries(one).toReversed()))).toBe(id(one));
        expect(id(one) === id(other)).toBe(labelKey(one) === labelKey(other));
      }),
    );
  });

  it('tells a null label from the text "null"', () => {
    expect(labelKey({ state: null })).not.toBe(labelKey({ state: 'null' }));
  });
});
