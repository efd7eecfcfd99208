// What one node compiles to.
import type { PlanStep } from '#schemas/compiled-plan.ts';
import type { FieldError } from '#schemas/problem.ts';

export interface CompiledNode {
  steps: PlanStep[];
  /** The names of its output's columns; undefined while only the planner could tell. Empty for a sink. */
  columns: readonly string[] | undefined;
  errors: FieldError[];
}
