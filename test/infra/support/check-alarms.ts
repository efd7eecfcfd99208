// Alarms that nobody hears, and functions without any.
import { listOf } from './json.ts';
import type { Resource } from './synthesize.ts';

const alarmsIn = (resources: Resource[]): Resource[] =>
  resources.filter(({ type }) => type === 'AWS::CloudWatch::Alarm');

/** Those of other stacks scale something; they need an action too, but nobody is told. */
export function unheardAlarms(resources: Resource[]): string[] {
  const isHeard = ({ stack, properties }: Resource): boolean =>
    listOf(properties['AlarmActions']).length > 0 &&
    (stack !== 'Observability' || listOf(properties['OKActions']).length > 0);
  return alarmsIn(resources)
    .filter((alarm) => !isHeard(alarm))
    .map(({ stack, id }) => `${stack}/${id}`);
}

/** Functions that CDK makes for its own custom resources fail their deployment instead. */
export function unwatchedFunctions(resources: Resource[]): string[] {
  const watched = JSON.stringify(alarmsIn(resources).map(({ properties }) => properties));
  return resources
    .filter(({ type, id }) => type === 'AWS::Lambda::Function' && !id.startsWith('Custom') && !watched.includes(id))
    .map(({ stack, id }) => `${stack}/${id}`);
}

/** The metrics that alarms look at, by name or in an expression. */
export function metricsWatched(resources: Resource[]): string {
  return JSON.stringify(alarmsIn(resources).map(({ properties }) => [properties['MetricName'], properties['Metrics']]));
}
