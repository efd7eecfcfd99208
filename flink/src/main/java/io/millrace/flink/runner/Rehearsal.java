package io.millrace.flink.runner;

import io.millrace.flink.runner.CompiledPlan.InsertStep;
import io.millrace.flink.runner.CompiledPlan.Step;
import io.millrace.flink.runner.CompiledPlan.TableStep;
import io.millrace.flink.runner.CompiledPlan.ViewStep;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamStatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * Plans each view of a plan alone, in an environment that never runs. Views are inlined and merged in the real job; alone, an
 * operator that a view has and its inputs do not have is the view's own, which tells later whose an operator is.
 */
public final class Rehearsal {
  private final StepGraph steps;
  private final StreamTableEnvironment environment;
  private final PlanScope scope;
  private final Map<Step, Set<OperatorDescription>> operators = new LinkedHashMap<>();

  public Rehearsal(CompiledPlan plan, StepGraph steps) {
    this.steps = steps;
    this.environment = StreamTableEnvironment.create(new StreamExecutionEnvironment(new Configuration()));
    this.scope = new PlanScope(environment, plan);
  }

  /** Defines and plans the next step; Flink's exception says what is wrong with it. Answers a view's table, else null. */
  public Table take(Step step) {
    if (step instanceof TableStep table) {
      scope.define(table);
    } else if (step instanceof ViewStep view) {
      Table table = scope.define(view);
      operators.put(view, plan(table));
      return table;
    } else if (step instanceof InsertStep insert) {
      StreamStatementSet alone = environment.createStatementSet();
      scope.define(insert, alone);
    }
    return null;
  }

  /** The operators, other than those that pass rows through, that a view has and none of its inputs has. */
  Map<Step, Set<OperatorDescription>> ownOperators() {
    Map<Step, Set<OperatorDescription>> own = new LinkedHashMap<>();
    operators.forEach((step, described) -> {
      Set<String> inherited = new HashSet<>();
      steps.inputsOf(step).forEach(input -> operators.getOrDefault(input, Set.of()).forEach(o -> inherited.add(o.text())));
      Set<OperatorDescription> added = new LinkedHashSet<>(described);
      added.removeIf(operator -> inherited.contains(operator.text()));
      own.put(step, added);
    });
    return own;
  }

  private Set<OperatorDescription> plan(Table table) {
    Set<OperatorDescription> described = new LinkedHashSet<>();
    List<Transformation<?>> all = List.copyOf(environment.toChangelogStream(table).getTransformation().getTransitivePredecessors());
    for (Transformation<?> operator : all) {
      if (!OperatorDescription.passesThrough(operator)) {
        described.add(OperatorDescription.of(operator));
      }
    }
    described.removeIf(operator -> operator.isScan() || operator.isSink());
    return described;
  }
}
