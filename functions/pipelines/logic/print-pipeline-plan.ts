// The planner's answer in the words of the API: the user's nodes and the SQL that runs.
import type { CompiledPlan, PlanStep, PlannerAnswer } from '#schemas/compiled-plan.ts';
import type { Pipeline, PipelinePlan } from '#schemas/pipeline.ts';
import { quoteName } from './quote.ts';

export function printPipelinePlan(
  { nodes }: Pick<Pipeline, 'nodes'>,
  plan: CompiledPlan,
  answer: Extract<PlannerAnswer, { ok: true }>,
): PipelinePlan {
  const names = new Set(nodes.map(({ name }) => name));
  return {
    nodes: answer.nodes
      .filter(({ name }) => names.has(name))
      .map(({ name, columns, changelog }) => ({
        name,
        columns: columns.map(({ rowtime, ...column }) => ({ ...column, eventTime: rowtime })),
        changelog,
      })),
    operators: answer.operators,
    sql: plan.steps.map((step) => ({ node: step.node, statement: printStep(step) })),
    physicalPlan: answer.physicalPlan,
  };
}

function printStep(step: PlanStep): string {
  switch (step.kind) {
    case 'table':
      return step.ddl;
    case 'view':
      return `CREATE TEMPORARY VIEW ${quoteName(step.name)} AS\n${step.query}`;
    case 'insert':
      return `INSERT INTO ${quoteName(step.table)}\n${step.query}`;
  }
}
