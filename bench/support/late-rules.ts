// The rules of the bench `alert-lateness`: half of them can but grow within a window, and may fire early; the others must wait.
import { Rule } from '#schemas/alerts/rule.ts';

export const LATE_NAME = 'bench_lateness';

export const lateRules = (): Rule[] =>
  RULES.map((rule) =>
    Rule.parse({
      owner: 'bench',
      model: LATE_NAME,
      groupBy: ['site'],
      every: 'PT1M',
      allowedLateness: 'PT5M',
      maximumWait: 'PT30M',
      ...rule,
    }),
  );

const above = (warning: number) => ({ kind: 'threshold', operator: '>', warning });
const below = (warning: number) => ({ kind: 'threshold', operator: '<', warning });
const web = [{ dimension: 'channel', operator: '=', value: 'web' }];
/** The device that is switched off is no site of the rules that look for too little. */
const sites = [{ dimension: 'site', operator: '!=', value: 'depot' }];

const RULES = [
  { name: 'many-sales', measure: 'sales', window: 'PT1M', condition: above(110), early: true },
  { name: 'many-sales-5m', measure: 'sales', window: 'PT5M', condition: above(480), early: true },
  { name: 'high-turnover', measure: 'turnover', window: 'PT1M', condition: above(1_100), early: true },
  {
    name: 'high-turnover-web',
    measure: 'turnover',
    window: 'PT5M',
    condition: above(2_400),
    early: true,
    filters: web,
  },
  { name: 'large-sale', measure: 'size_max', window: 'PT1M', condition: above(900), early: true },
  { name: 'large-sale-5m', measure: 'size_max', window: 'PT5M', condition: above(900), early: true },
  { name: 'slow-tills', measure: 'latency_mean', window: 'PT1M', condition: above(220) },
  { name: 'slow-tills-5m', measure: 'latency_mean', window: 'PT5M', condition: above(200), filters: sites },
  { name: 'slow-tills-for-3m', measure: 'latency_mean', window: 'PT1M', condition: above(220), for: 'PT3M' },
  { name: 'few-sales', measure: 'sales', window: 'PT1M', condition: below(25), filters: sites },
  { name: 'few-sales-5m', measure: 'sales', window: 'PT5M', condition: below(200), filters: sites },
  { name: 'few-sales-in-all', measure: 'sales', window: 'PT5M', condition: below(1_700), groupBy: [], filters: sites },
];
