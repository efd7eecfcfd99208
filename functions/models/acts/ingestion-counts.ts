// What became of a model's records: the counts of tasks that run, and the reports of those that have ended (Druid forgets them after a day).
import type { StoredModel } from '#schemas/model.ts';
import type { Context } from '#functions/platform/context.ts';
import { addCounts } from '../logic/add-counts.ts';
import type { RowCounts } from '../logic/add-counts.ts';

const REMEMBERED_REPORTS = 10_000;
/** A report never changes, so it is read once by each process. */
const reports = new WeakMap<Context, Map<string, RowCounts>>();

/** A task that failed published nothing, and its records were read again; one from before the model was another model's. */
export async function ingestionCounts(context: Context, { name, createdAt }: StoredModel): Promise<RowCounts> {
  const { supervisors } = context.druid;
  const [live, complete] = await Promise.all([supervisors.liveCounts(name), supervisors.tasks(name, 'complete')]);
  const finished = complete.filter(
    ({ statusCode, createdTime }) => statusCode === 'SUCCESS' && Date.parse(createdTime) >= Date.parse(createdAt),
  );
  const ended = await Promise.all(finished.map(async ({ id }) => [id, await report(context, id)] as const));
  return addCounts([...live, ...ended]);
}

async function report(context: Context, task: string): Promise<RowCounts> {
  const known = reports.get(context) ?? new Map<string, RowCounts>();
  reports.set(context, known);
  const counts = known.get(task) ?? (await context.druid.supervisors.finishedCounts(task));
  if (counts === undefined) return { processed: 0, unparseable: 0, thrownAway: 0 };
  if (known.size >= REMEMBERED_REPORTS) known.clear();
  known.set(task, counts);
  return counts;
}
