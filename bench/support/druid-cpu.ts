// The CPU seconds that all Druid processes of the home have used so far, from /proc (Linux only).
import { readFileSync } from 'node:fs';
import { openHome } from '#local/home.ts';
import { listRecords } from '#local/process-record.ts';

/** USER_HZ, which is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

export function druidCpuSeconds(): number {
  const druid = listRecords(openHome(process.env)).filter(({ name }) => name.startsWith('druid-'));
  return druid.reduce((sum, { pid }) => sum + ticksOf(pid), 0) / TICKS_PER_SECOND;
}

/** User and system time are the 14th and 15th field; the 2nd, in parentheses, may hold spaces. */
function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
