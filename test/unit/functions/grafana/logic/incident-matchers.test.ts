import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesAll } from '#functions/alerts/logic/match-labels.ts';
import { incidentMatchers } from '#functions/grafana/logic/incident-matchers.ts';
import { IncidentPayload } from '#functions/grafana/logic/read-incident-payload.ts';

const ask = (payload: object, ...adHocFilters: { key: string; operator: string; value: string; values?: string[] }[]) =>
  incidentMatchers({ payload: IncidentPayload.parse(payload), adHocFilters, pointer: '/targets/0/payload' });
const labels = { rule: 'mean-delay', model: 'flights', severity: 'warning', state: 'CA' };

describe('incidentMatchers', () => {
  it.each([
    ['nothing', {}, []],
    ['a rule', { rule: 'mean-delay' }, []],
    ['one of several rules', { rule: ['no-flights', 'mean-delay'] }, []],
    ['a pattern of rules', { rule: 'mean-.*' }, []],
    ['what Grafana makes of several values', { rule: '(no-flights|mean-delay)', model: '.*' }, []],
    ['a severity', { severity: ['warning', 'critical'] }, []],
    ['a label', {}, [{ key: 'state', operator: '=', value: 'CA' }]],
    ['one of several labels', {}, [{ key: 'state', operator: '=|', value: 'NV', values: ['NV', 'CA'] }]],
    ['a pattern of labels', {}, [{ key: 'state', operator: '=~', value: '(CA|NV)' }]],
    ['another label', {}, [{ key: 'state', operator: '!=', value: 'NV' }]],
    ['none of a label that it has not', {}, [{ key: 'city', operator: '!=|', value: 'Reno' }]],
  ])('finds an incident by %s', (_title, payload, adHocFilters) => {
    expect(matchesAll(ask(payload, ...adHocFilters), labels)).toBe(true);
  });

  it.each([
    ['another rule', { rule: 'mean' }, []],
    ['another model', { model: ['trains', 'ships'] }, []],
    ['another severity', { severity: 'critical' }, []],
    ['another label', {}, [{ key: 'state', operator: '=', value: 'NV' }]],
    ['a label that it has not', {}, [{ key: 'city', operator: '=', value: 'Reno' }]],
    ['a text that is no pattern', {}, [{ key: 'state', operator: '=|', value: 'C.' }]],
    ['not its label', {}, [{ key: 'state', operator: '!~', value: 'C.' }]],
    ['all of several filters', { rule: 'mean-delay' }, [{ key: 'state', operator: '!=|', value: 'CA' }]],
  ])('does not find it by %s', (_title, payload, adHocFilters) => {
    expect(matchesAll(ask(payload, ...adHocFilters), labels)).toBe(false);
  });

  it('finds exactly the chosen values, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), fc.string(), (values, state) => {
        const matchers = ask({}, { key: 'state', operator: '=|', value: '', values });
        expect(matchesAll(matchers, { state })).toBe(values.includes(state));
        expect(matchesAll(matchers, { state: values[0] ?? '' })).toBe(true);
      }),
    );
  });

  it.each([
    [{ rule: '(' }, [], '/targets/0/payload/rule is no pattern'],
    [{}, [{ key: 'state', operator: '=~', value: '[' }], '/adhocFilters is no pattern'],
    [{}, [{ key: 'gate', operator: '<', value: '7' }], 'the filter on gate: the operator < cannot be asked'],
    [{}, [{ key: 'state', operator: '=|', value: 'CA', values: [] }], 'no value is chosen'],
  ])('refuses %j with %j and says why', (payload, adHocFilters, reason) => {
    expect(() => ask(payload, ...adHocFilters)).toThrow(reason);
  });
});
