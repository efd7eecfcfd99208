// What a target and the dashboard's ad hoc filters ask of incidents, as matchers on their labels.
import type { Matcher } from '#schemas/alerts/matcher.ts';
import type { GrafanaAdHocFilter } from '#schemas/grafana.ts';
import type { FieldError } from '#schemas/problem.ts';
import { faultsOfMatchers } from '#functions/alerts/logic/match-labels.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import type { IncidentPayload } from './read-incident-payload.ts';

interface Asked {
  payload: IncidentPayload;
  adHocFilters: readonly GrafanaAdHocFilter[];
  /** Where the payload is in the request. */
  pointer: string;
}

/** An incident without a label has it empty. @throws PlatformError query.invalid for an operator or a pattern that cannot be asked */
export function incidentMatchers({ payload, adHocFilters, pointer }: Asked): Matcher[] {
  const { rule, model, severity } = payload;
  const fields = Object.entries({ rule, model, severity }).flatMap(([label, patterns]) =>
    patterns.length === 0 ? [] : [{ label, operator: '=~' as const, value: anyOf(patterns) }],
  );
  const adHoc = adHocFilters.map(adHocMatcher);
  const errors = [
    ...fields.flatMap((field) => faultsOfMatchers([field]).map((fault) => at(`${pointer}/${field.label}`, fault))),
    ...adHoc.flatMap((matcher) => faultsOfMatchers([matcher]).map((fault) => at('/adhocFilters', fault))),
  ];
  if (errors.length === 0) return [...fields, ...adHoc];
  throw new PlatformError('query.invalid', errors.map(({ pointer, reason }) => `${pointer} ${reason}`).join('; '), {
    errors,
  });
}

const at = (pointer: string, { reason }: FieldError): FieldError => ({ pointer, reason });

const anyOf = (patterns: readonly string[]): string => patterns.map((pattern) => `(?:${pattern})`).join('|');
const escape = (text: string): string => text.replaceAll(/[\\^$*+?.()|[\]{}]/g, String.raw`\$&`);

function adHocMatcher({ key, operator, value, values = [value] }: GrafanaAdHocFilter): Matcher {
  switch (operator) {
    case '=':
    case '!=':
    case '=~':
    case '!~':
      return { label: key, operator, value };
    case '=|':
    case '!=|':
      if (values.length === 0) throw invalid(key, 'no value is chosen');
      return { label: key, operator: operator === '=|' ? '=~' : '!~', value: anyOf(values.map(escape)) };
    default:
      throw invalid(key, `the operator ${operator} cannot be asked of incidents`);
  }
}

const invalid = (key: string, reason: string) =>
  new PlatformError('query.invalid', `the filter on ${key}: ${reason}`, {
    errors: [{ pointer: '/adhocFilters', reason }],
  });
