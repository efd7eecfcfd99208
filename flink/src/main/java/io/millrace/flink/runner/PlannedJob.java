package io.millrace.flink.runner;

import io.millrace.flink.runner.CompiledPlan.InsertStep;
import io.millrace.flink.runner.CompiledPlan.Step;
import io.millrace.flink.runner.CompiledPlan.TableStep;
import io.millrace.flink.runner.CompiledPlan.ViewStep;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.TableDescriptor;
import org.apache.flink.table.api.bridge.java.StreamStatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * A plan turned into one job: all its inserts as one statement set, so that they share scans and views.
 *
 * @param operators the job's operators, inputs first
 * @param text the operators as a tree, from each sink back to the scans
 */
public record PlannedJob(List<PlannedOperator> operators, String text) {

  private static final TableDescriptor NOWHERE = TableDescriptor.forConnector("blackhole").build();

  /** Adds the plan's job to the environment, its operators named. */
  static PlannedJob attach(CompiledPlan plan, StreamExecutionEnvironment environment) {
    StepGraph steps = new StepGraph(plan);
    Rehearsal rehearsal = new Rehearsal(plan, steps);
    plan.steps().forEach(rehearsal::take);
    return attach(plan, environment, rehearsal, steps);
  }

  /**
   * The same, where the steps have been rehearsed already. A view that keeps state gets a second reader while Flink plans: a view
   * with two readers is planned by itself, so no filter or projection of the nodes behind it moves into its state and changes
   * what that holds. The second readers are taken out of the job again.
   */
  public static PlannedJob attach(
      CompiledPlan plan, StreamExecutionEnvironment environment, Rehearsal rehearsal, StepGraph steps) {
    StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
    PlanScope scope = new PlanScope(tables, plan);
    StreamStatementSet statements = tables.createStatementSet();
    for (Step step : plan.steps()) {
      if (step instanceof TableStep table) {
        scope.define(table);
      } else if (step instanceof ViewStep view) {
        Table table = scope.define(view);
        if (rehearsal.keepsState(view)) {
          statements.add(table.insertInto(NOWHERE));
        }
      } else if (step instanceof InsertStep insert) {
        scope.define(insert, statements);
      }
    }
    statements.attachAsDataStream();
    environment.getTransformations().removeIf(sink -> OperatorDescription.described(sink).contains("anonymous_blackhole"));
    OperatorNodes nodes = new OperatorNodes(steps, rehearsal.ownOperators(), environment.getTransformations());
    List<PlannedOperator> operators = OperatorNames.assign(nodes.find());
    StringBuilder text = new StringBuilder();
    Set<Integer> printed = new LinkedHashSet<>();
    environment.getTransformations().forEach(sink -> print(sink, 0, printed, text));
    return new PlannedJob(operators, text.toString());
  }

  private static void print(Transformation<?> operator, int depth, Set<Integer> printed, StringBuilder text) {
    boolean isNew = printed.add(operator.getId());
    text.append("   ".repeat(depth)).append(depth == 0 ? "" : "+- ").append('[').append(operator.getId()).append("] ")
        .append(isNew ? OperatorDescription.described(operator) : "(see above)").append('\n');
    if (isNew) {
      operator.getInputs().forEach(input -> print(input, depth + 1, printed, text));
    }
  }
}
