// The figures of the bench `alert-latency`: how long after its event each alert was received, and which part of it was whose.
import type { RuleGroupPlan } from '#schemas/alerts/rule-plan.ts';
import type { AlertReceiver, ToldIncident } from './alert-receiver.ts';
import { atMost, figure, percentile } from './figure.ts';
import type { Figure } from './figure.ts';

export interface SentMarker {
  /** Judged at the end of its window, or early. */
  kind: 'closed' | 'early';
  rule: string;
  marker: string;
  /** Before its POST; its event time. */
  atMs: number;
}

interface Measured {
  receiver: AlertReceiver;
  sent: readonly SentMarker[];
  /** Of all groups, each some seconds. */
  plans: readonly RuleGroupPlan[];
  goalSeconds: number;
  compared: string;
}

type Sample = SentMarker & ToldIncident;

export function latencyFigures({ receiver, sent, plans, goalSeconds, compared }: Measured): Figure[] {
  const samples = sent.flatMap((one): Sample[] => {
    const told = receiver.of(one.rule, one.marker);
    return told === undefined ? [] : [{ ...one, ...told }];
  });
  const closed = samples.filter(({ kind }) => kind === 'closed');
  const early = samples.filter(({ kind }) => kind === 'early');
  const unsent = sent.length - samples.length;
  return [
    ...spread({ name: '10 s windows, judged at their end', samples: closed, msOf: whole, compared, goalSeconds }),
    ...spread({ name: 'of which after the end of the window', samples: closed, msOf: afterEnd }),
    ...spread({ name: 'of which from the notification to its receipt', samples: closed, msOf: delivery }),
    ...spread({ name: '5-minute windows, early', samples: early, msOf: whole, compared, goalSeconds }),
    atMost(0, { name: 'events never told of', value: unsent, unit: 'events', compared }),
    atMost(0, { name: 'webhooks with a wrong signature', value: receiver.counts.refused, unit: 'webhooks' }),
    lagFigure(plans),
  ];
}

const whole = ({ atMs, receivedAtMs }: Sample) => receivedAtMs - atMs;
const afterEnd = ({ incident, receivedAtMs }: Sample) => receivedAtMs - Date.parse(incident.openedAt);
const delivery = ({ madeAtMs, receivedAtMs }: Sample) => receivedAtMs - madeAtMs;

interface Spread {
  name: string;
  samples: readonly Sample[];
  msOf: (sample: Sample) => number;
  compared?: string;
  goalSeconds?: number;
}

function spread({ name, samples, msOf, compared = '', goalSeconds }: Spread): Figure[] {
  const seconds = samples.map((sample) => msOf(sample) / 1000);
  const p95 = { name: `${name}: p95`, value: percentile(seconds, 0.95), unit: 's', compared };
  return [
    figure({ name: `${name}: p50`, value: percentile(seconds, 0.5), unit: 's', compared }),
    goalSeconds === undefined ? figure(p95) : atMost(goalSeconds, p95),
  ];
}

function lagFigure(plans: readonly RuleGroupPlan[]): Figure {
  const lags = plans.flatMap(({ lagMs }) => (lagMs === null ? [] : [lagMs / 1000]));
  const behind = Math.max(...plans.map(({ windowsBehind }) => windowsBehind));
  return figure({
    name: 'evaluation lag of all groups: p95',
    value: percentile(lags, 0.95),
    unit: 's',
    compared: `at most ${Math.max(...lags).toFixed(2)} s and ${behind} windows behind`,
  });
}
