// A rule's annotations for an incident: Mustache templates, which can name values and loop, and do nothing else.
import Mustache from 'mustache';
import type { Incident } from '#schemas/alerts/incident.ts';
import type { Rule } from '#schemas/alerts/rule.ts';

/** `link` is the incident's own path in the API; its history holds the query. */
export function renderAnnotations({ annotations, window }: Rule, incident: Incident): Incident['annotations'] {
  const { value, score, threshold, severity, rule, model, labels, ruleLabels } = incident;
  const view = {
    value,
    score,
    threshold,
    rule,
    model,
    window,
    level: severity,
    labels: { ...ruleLabels, ...labels },
    link: `/v1/incidents/${incident.id}`,
  };
  return Object.fromEntries(Object.entries(annotations).map(([name, text]) => [name, render(text, view)]));
}

/** Nothing is escaped: what is written is text, not HTML. Partials and other delimiters are not used. */
const render = (template: string, view: object): string => Mustache.render(template, view, {}, { escape: String });

/** What is wrong with a template; undefined if nothing is. */
export function faultOfTemplate(template: string): string | undefined {
  try {
    Mustache.parse(template);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
