import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  NO_BREACHES,
  addOutcome,
  flaps,
  hasBreach,
  heldLevel,
  windowsInARow,
} from '#functions/alerts/logic/hold-breaches.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import { OUTCOMES } from '#schemas/alerts/rule-state.ts';
import type { Outcome } from '#schemas/alerts/rule-state.ts';
import { ruleOf } from '#test/support/step-windows.ts';

const isOutcome = (text: string): text is Outcome => OUTCOMES.some((outcome) => outcome === text);
const after = (rule: Rule, outcomes: string) =>
  Array.from(outcomes)
    .filter(isOutcome)
    .reduce((breaches, outcome) => addOutcome(rule, breaches, outcome), NO_BREACHES);

describe('heldLevel', () => {
  it.each([
    [{}, '', null],
    [{}, 'w', 'warning'],
    [{}, 'wc', 'critical'],
    [{}, 'w.', null],
    [{}, 'w~', null],
    [{}, 'w-', 'warning'],
    [{ for: 'PT20S' }, 'ww', null],
    [{ for: 'PT20S' }, 'wcw', 'warning'],
    [{ for: 'PT20S' }, 'ccc', 'critical'],
    [{ for: 'PT20S' }, 'w-w-w', 'warning'],
    [{ for: 'PT20S' }, 'ww.w', null],
    [{ windows: { breaching: 2, of: 3 } }, 'w.w', 'warning'],
    [{ windows: { breaching: 2, of: 3 } }, 'w..w', null],
    [{ windows: { breaching: 2, of: 3 } }, 'cwc', 'critical'],
    [{ windows: { breaching: 2, of: 3 } }, 'w-w', 'warning'],
  ])('of %j after %j is %j', (changes, outcomes, level) => {
    const rule = ruleOf(changes);
    expect(heldLevel(rule, after(rule, outcomes))).toBe(level);
  });
});

describe('hasBreach', () => {
  it.each([
    [{}, 'w', true],
    [{}, 'w.', false],
    [{ windows: { breaching: 2, of: 3 } }, 'w..', true],
    [{ windows: { breaching: 2, of: 3 } }, 'w...', false],
  ])('of %j after %j is %j', (changes, outcomes, expected) => {
    const rule = ruleOf(changes);
    expect(hasBreach(rule, after(rule, outcomes))).toBe(expected);
  });
});

describe('addOutcome', () => {
  it('remembers as much as the rule asks for, and no more', () => {
    const outcomes = fc.array(fc.constantFrom(...OUTCOMES), { maxLength: 100 });
    fc.assert(
      fc.property(outcomes, fc.integer({ min: 1, max: 60 }), (list, of) => {
        const kept = after(ruleOf({ windows: { breaching: 1, of } }), list.join(''));
        expect(kept.outcomes).toBe(list.slice(-Math.max(20, of)).join(''));
      }),
    );
  });

  it('counts a run no further than the rule asks for, so that the state comes to rest', () => {
    expect(after(ruleOf({ for: 'PT10S' }), 'wwwww')).toMatchObject({ run: 2, criticalRun: 0 });
  });

  it.each([
    ['PT0S', 1],
    ['PT10S', 2],
    ['PT11S', 3],
  ])('for %s asks for %d windows in a row', (held, expected) => {
    expect(windowsInARow(ruleOf({ for: held }))).toBe(expected);
  });
});

describe('flaps', () => {
  it.each([
    ['w.w.w.', false, false],
    ['w.w.w.w', false, true],
    ['w.w.w', true, true],
    ['w.w.', true, false],
    ['w-.~w-.~w.w', false, true],
    ['w-.~w-.~w', false, false],
    [`w.w.w.w${'.'.repeat(20)}`, true, false],
  ])('%j, until now %j: %j', (outcomes, isFlapping, expected) => {
    expect(flaps(outcomes, isFlapping)).toBe(expected);
  });
});
