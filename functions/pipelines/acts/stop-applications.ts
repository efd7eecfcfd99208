// Stops every application of this platform with a snapshot, and waits until none runs: for the removal of the platform itself.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Application } from '#engines/flink/application.ts';
import { EngineError } from '#engines/engine-error.ts';
import type { Context } from '#functions/platform/context.ts';

const PAUSE_MS = 5_000;

export interface StopRequest {
  /** Deletes them too, their snapshots with them; else they can be started again by whoever has a role for them. */
  removes: boolean;
  withinMs: number;
}

/** It can be repeated. @throws Error that names the applications that are not stopped in time */
export async function stopApplications(context: Context, { removes, withinMs }: StopRequest): Promise<void> {
  const until = context.now().getTime() + withinMs;
  for (;;) {
    const open = await takeOneStep(context, removes);
    if (open.length === 0) return;
    if (context.now().getTime() + PAUSE_MS > until)
      throw new Error(`not stopped in time: ${open.join(', ')}; stop them by hand and try again`);
    await sleep(PAUSE_MS);
  }
}

/** @returns the names of those that are not there yet */
async function takeOneStep(context: Context, removes: boolean): Promise<string[]> {
  const names = (await context.flink.list()).filter((name) => name.startsWith(`${context.settings.name}-`));
  const open: string[] = [];
  for (const name of names) {
    const application = await context.flink.describe(name);
    // Another platform's name may begin with this one's.
    if (application === undefined || application.roleArn !== context.settings.flinkRoleArn) continue;
    if (application.status === 'READY' && !removes) continue;
    open.push(name);
    await act(context, name, application);
  }
  return open;
}

/** What is on its way somewhere is looked at again in the next round, and so is what has just gone on. */
async function act(context: Context, name: string, application: Application): Promise<void> {
  try {
    if (application.status === 'RUNNING') await context.flink.stop(name, { snapshot: true });
    if (application.status === 'READY') await context.flink.remove(name, application);
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== 'rejected') throw error;
    context.log.warn('application.not-stopped-yet', { application: name, reason: error.message });
  }
}
