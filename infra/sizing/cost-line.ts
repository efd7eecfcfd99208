// One line of the monthly bill.
import { HOURS_PER_MONTH, PRICES } from './prices.ts';

export interface CostLine {
  part: 'Kafka' | 'Flink' | 'Druid' | 'API' | 'Network' | 'Operations';
  item: string;
  monthlyUsd: number;
}

export const totalOf = (lines: readonly CostLine[]): number =>
  lines.reduce((sum, { monthlyUsd }) => sum + monthlyUsd, 0);

/** Of an EC2 instance in a month: m7g and r7g cost in proportion to their `large`. */
export function instanceMonth(instanceType: string): number {
  const hourly: Readonly<Record<string, number>> = PRICES.ec2;
  const [family = '', size = ''] = instanceType.split('.');
  const price = hourly[instanceType] ?? (hourly[`${family}.large`] ?? Number.NaN) * timesLarge(size);
  if (Number.isNaN(price)) throw new Error(`there is no price of ${instanceType}`);
  return price * HOURS_PER_MONTH;
}

/** `xlarge` is 2, `4xlarge` is 8. */
function timesLarge(size: string): number {
  const found = /^(\d*)xlarge$/.exec(size);
  return found === null ? Number.NaN : 2 * Number(found[1] === '' ? 1 : found[1]);
}
