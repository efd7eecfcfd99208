// What CloudWatch bills for metrics in a month: each tier has its price.
import { PRICES } from './prices.ts';

export function metricsMonth(count: number): number {
  let [billed, usd] = [0, 0];
  for (const { upTo, each } of PRICES.cloudwatch.metrics) {
    const inTier = Math.max(0, Math.min(count, upTo) - billed);
    usd += inTier * each;
    billed += inTier;
  }
  return usd;
}
