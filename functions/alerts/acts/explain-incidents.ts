// Where the value of a window comes from: the largest values by each other dimension. For people who look at an incident later.
import { Query } from '#schemas/query.ts';
import type { Contributors } from '#schemas/alerts/transition.ts';
import { EngineError } from '#engines/engine-error.ts';
import { getRecentModel } from '#functions/models/acts/get-recent-model.ts';
import { PLATFORM_CALLER } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { runQuery } from '#functions/queries/acts/run-query.ts';
import { toLabel } from '../logic/fusion/coded-table.ts';
import type { SteppedRule } from '../logic/step-windows.ts';
import type { JudgedRule } from './commit-group.ts';

const MOST_DIMENSIONS = 5;
const MOST_VALUES = 3;
const TIMEOUT = 'PT2S';

/** Of so many incidents of a pass; that many more at once have one cause. */
const MOST_INCIDENTS = 5;

/** The judged rules with the contributors of the incidents that opened. */
export async function explainIncidents(context: Context, judged: readonly JudgedRule[]): Promise<JudgedRule[]> {
  const stepped = judged.flatMap((one) => (one.stepped === null ? [] : [one.stepped]));
  const explained = new Map((await addContributors(context, stepped)).map((one) => [one.rule.name, one]));
  return judged.map((one) => ({ ...one, stepped: explained.get(one.rule.name) ?? null }));
}

async function addContributors(context: Context, stepped: readonly SteppedRule[]): Promise<SteppedRule[]> {
  const opened = stepped.flatMap(({ transitions }) =>
    transitions.filter(({ from, to }) => to === 'firing' && from !== 'recovering'),
  );
  const found = new Map(
    await Promise.all(
      opened.slice(0, MOST_INCIDENTS).map(async (transition) => {
        const query = transition.evidence?.query ?? null;
        const known = Object.keys(transition.labels);
        return [transition, query === null ? null : await findContributors(context, query, known)] as const;
      }),
    ),
  );
  return stepped.map((rule) => ({
    ...rule,
    transitions: rule.transitions.map((transition) => {
      const contributors = found.get(transition) ?? null;
      const { evidence } = transition;
      return contributors === null || evidence === null
        ? transition
        : { ...transition, evidence: { ...evidence, contributors } };
    }),
  }));
}

/** @param query of the evidence. Null if Druid does not answer soon: an incident does not wait for it. */
async function findContributors(context: Context, query: Query, known: string[]): Promise<Contributors[] | null> {
  const model = await getRecentModel(context, query.model);
  const dimensions = model.dimensions.map(({ name }) => name).filter((name) => !known.includes(name));
  try {
    return await Promise.all(
      dimensions.slice(0, MOST_DIMENSIONS).map(async (dimension) => ({
        dimension,
        values: await largest(context, query, dimension),
      })),
    );
  } catch (error) {
    if (!(error instanceof EngineError) && !(error instanceof PlatformError)) throw error;
    context.log.warn('incident.contributors-not-found', { model: query.model, detail: error.message });
    return null;
  }
}

async function largest(context: Context, query: Query, dimension: string): Promise<Contributors['values']> {
  const orderBy = query.measures.map((field) => ({ field, direction: 'desc' as const }));
  const asked = Query.parse({ ...query, dimensions: [dimension], orderBy, limit: MOST_VALUES, timeout: TIMEOUT });
  const { rows } = await runQuery(context, PLATFORM_CALLER, asked);
  return rows.map(([value, measure]) => ({
    value: toLabel(value),
    measure: typeof measure === 'number' ? measure : null,
  }));
}
