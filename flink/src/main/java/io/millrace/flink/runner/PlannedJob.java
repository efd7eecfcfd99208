package io.millrace.flink.runner;

import io.millrace.flink.runner.CompiledPlan.InsertStep;
import io.millrace.flink.runner.CompiledPlan.Step;
import io.millrace.flink.runner.CompiledPlan.TableStep;
import io.millrace.flink.runner.CompiledPlan.ViewStep;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.ExplainDetail;
import org.apache.flink.table.api.bridge.java.StreamStatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** A plan turned into one job: all its inserts as one statement set, so that they share scans and views. */
public final class PlannedJob {
  private final CompiledPlan plan;
  private final StreamExecutionEnvironment environment;
  private final StreamStatementSet statements;

  public PlannedJob(CompiledPlan plan, StreamExecutionEnvironment environment) {
    this.plan = plan;
    this.environment = environment;
    StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
    PlanScope scope = new PlanScope(tables, plan);
    this.statements = tables.createStatementSet();
    for (Step step : plan.steps()) {
      if (step instanceof TableStep table) {
        scope.define(table);
      } else if (step instanceof ViewStep view) {
        scope.define(view);
      } else if (step instanceof InsertStep insert) {
        scope.define(insert, statements);
      }
    }
  }

  /** Flink's own account of the plan. */
  public String explain(ExplainDetail... details) {
    return statements.explain(details);
  }

  /** Adds the job to the environment, its operators named; the rehearsal must have taken every step. */
  public List<PlannedOperator> attach(Rehearsal rehearsal, StepGraph steps) {
    statements.attachAsDataStream();
    return OperatorNames.assign(new OperatorNodes(steps, rehearsal.ownOperators(), environment.getTransformations()).find());
  }

  /** Plans and adds a job in one go. */
  static List<PlannedOperator> attach(CompiledPlan plan, StreamExecutionEnvironment environment) {
    StepGraph steps = new StepGraph(plan);
    Rehearsal rehearsal = new Rehearsal(plan, steps);
    plan.steps().forEach(rehearsal::take);
    return new PlannedJob(plan, environment).attach(rehearsal, steps);
  }
}
