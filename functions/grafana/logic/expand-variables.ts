// Puts the values of dashboard variables where a payload names them: a text that is wholly `$name` or `${name}`.
// It works on values, never inside of text. A list in a list joins it; a comparison with a list becomes a membership.
import type { GrafanaVariables } from '#schemas/grafana.ts';

const VARIABLE = /^\$(?:(\w+)|\{(\w+)\})$/;
const MEMBERSHIP: Record<string, string> = { '=': 'in', '!=': 'not in' };

export function expandVariables(value: unknown, variables: GrafanaVariables): unknown {
  if (typeof value === 'string') return valueOf(value, variables) ?? value;
  if (Array.isArray(value)) return value.flatMap((item) => expandVariables(item, variables));
  if (value === null || typeof value !== 'object') return value;
  return toMembership(
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, expandVariables(inner, variables)])),
  );
}

function valueOf(text: string, variables: GrafanaVariables) {
  const [, plain, braced] = VARIABLE.exec(text) ?? [];
  const name = plain ?? braced;
  return name === undefined || !Object.hasOwn(variables, name) ? undefined : variables[name]?.value;
}

function toMembership(condition: Record<string, unknown>): Record<string, unknown> {
  const { operator, value, ...rest } = condition;
  const membership = typeof operator === 'string' ? MEMBERSHIP[operator] : undefined;
  return membership !== undefined && Array.isArray(value)
    ? { ...rest, operator: membership, values: value }
    : condition;
}
