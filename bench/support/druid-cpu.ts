// The CPU seconds that all Druid processes of the home have used so far.
import { cpuSecondsOf } from './cpu-seconds.ts';

export const druidCpuSeconds = (): number => cpuSecondsOf((name) => name.startsWith('druid-'));
