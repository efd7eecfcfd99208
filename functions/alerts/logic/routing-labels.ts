// The labels of an incident that matchers see: those of its series, its rule's own, and what the rule says of itself. The later win.
import type { Incident } from '#schemas/alerts/incident.ts';
import type { TextLabels } from './match-labels.ts';

export function routingLabels({ labels, ruleLabels, rule, model, owner, severity }: Incident): TextLabels {
  const known = Object.entries(labels).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  return { ...Object.fromEntries(known), ...ruleLabels, rule, model, owner, severity };
}
