import { describe, expect, it } from 'vitest';
import { chooseRoutes, groupIdOf, groupLabelsOf } from '#functions/alerts/logic/choose-routes.ts';
import { routingLabels } from '#functions/alerts/logic/routing-labels.ts';
import { Route } from '#schemas/alerts/route.ts';
import { anIncident } from '#test/support/an-incident.ts';

const route = (name: string, changes: object = {}): Route =>
  Route.parse({ name, owner: 'o', channels: ['c'], ...changes });
const namesOf = (routes: Route[], labels = {}) => chooseRoutes(routes, labels).map(({ name }) => name);
const west = [{ label: 'team', operator: '=', value: 'west' }];

describe('chooseRoutes', () => {
  it('goes by order, then by name, up to the first that matches and does not continue', () => {
    const routes = [
      route('d', { order: 5 }),
      route('c', { order: 2 }),
      route('b', { order: 2, continue: true }),
      route('a', { order: 1, matchers: west }),
    ];
    expect(namesOf(routes)).toEqual(['b', 'c']);
    expect(namesOf(routes, { team: 'west' })).toEqual(['a']);
  });

  it('passes over routes that are not enabled', () => {
    expect(namesOf([route('a', { enabled: false }), route('b')])).toEqual(['b']);
  });
});

describe('the labels of an incident', () => {
  it("are its series', its rule's, and what the rule says of itself; the later win and a null is not there", () => {
    const incident = anIncident({
      labels: { origin: 'SFO', gate: null, owner: 'series' },
      ruleLabels: { origin: 'rule' },
    });
    expect(routingLabels(incident)).toEqual({
      origin: 'rule',
      rule: 'mean-delay',
      model: 'flights',
      owner: 'ops',
      severity: 'warning',
    });
  });
});

describe('a group', () => {
  const idOf = (one: Route | null, incident = anIncident()) => groupIdOf(one, incident, routingLabels(incident));
  const another = anIncident({ id: 'another', labels: { origin: 'LAX' } });

  it('is the same for the same labels in whatever order, and another for another route', () => {
    const byBoth = route('a', { groupBy: ['team', 'rule'] });
    expect(idOf(byBoth)).toBe(idOf(route('a', { groupBy: ['rule', 'team'] })));
    expect(idOf(byBoth, another)).toBe(idOf(byBoth));
    expect(idOf(route('b', { groupBy: ['team', 'rule'] }))).not.toBe(idOf(byBoth));
    expect(idOf(route('a', { groupBy: ['origin'] }), another)).not.toBe(idOf(route('a', { groupBy: ['origin'] })));
  });

  it("is one of its own for each incident where the route says so, and for the rule's own channels", () => {
    expect(idOf(null, another)).not.toBe(idOf(null));
    expect(idOf(route('a', { groupBy: 'incident' }), another)).not.toBe(idOf(route('a', { groupBy: 'incident' })));
  });

  it('has a label that is not there as empty', () => {
    expect(groupLabelsOf({ groupBy: ['gate', 'team'] }, { team: 'west' })).toEqual({ gate: '', team: 'west' });
  });
});
