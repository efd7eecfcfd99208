// The CPU seconds that processes of the home have used so far, all their threads, from /proc (Linux only).
import { readFileSync } from 'node:fs';
import { openHome } from '#local/home.ts';
import { listRecords } from '#local/process-record.ts';

/** USER_HZ, which is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** @throws if no process of the home is chosen */
export function cpuSecondsOf(isChosen: (processName: string) => boolean): number {
  const chosen = listRecords(openHome(process.env)).filter(({ name }) => isChosen(name));
  if (chosen.length === 0) throw new Error('the home has no such process');
  return chosen.reduce((sum, { pid }) => sum + ticksOf(pid), 0) / TICKS_PER_SECOND;
}

/** User and system time are the 14th and 15th field; the 2nd, in parentheses, may hold spaces. */
function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
