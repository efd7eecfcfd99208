package io.millrace.flink.runner;

import io.millrace.flink.runner.CompiledPlan.InsertStep;
import io.millrace.flink.runner.CompiledPlan.Step;
import io.millrace.flink.runner.CompiledPlan.TableStep;
import io.millrace.flink.runner.CompiledPlan.ViewStep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.TableException;
import org.apache.flink.table.api.bridge.java.StreamStatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.connector.ChangelogMode;

/**
 * Plans each view of a plan alone, in an environment that never runs. Views are inlined and merged in the real job; alone, an
 * operator that a view has and the views before it do not have is the view's own, which tells later whose an operator is.
 */
public final class Rehearsal {
  private final StepGraph steps;
  private final StreamTableEnvironment environment;
  private final PlanScope scope;
  private final Map<Step, List<OperatorDescription>> own = new LinkedHashMap<>();
  private final Set<Step> appending = new LinkedHashSet<>();

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
      own.put(view, addedBy(view, operatorsOf(view, table)));
      return table;
    } else if (step instanceof InsertStep insert) {
      define(insert);
    }
    return null;
  }

  /** Plans an insert that was taken, alone; Flink's exception says what is wrong with it. */
  public void plan(InsertStep insert) {
    define(insert).explain();
  }

  /** Whether a view's rows are only ever added. */
  public boolean appends(ViewStep view) {
    return appending.contains(view);
  }

  /** The kinds of operators that a step adds. */
  public Set<String> ownKinds(Step step) {
    return own.getOrDefault(step, List.of()).stream().map(OperatorDescription::kind).collect(Collectors.toSet());
  }

  /** Whether a view keeps state of its own. */
  boolean keepsState(ViewStep view) {
    return own.get(view).stream().anyMatch(OperatorDescription::isStateful);
  }

  /** The operators, other than those that pass rows through, that each view adds. */
  Map<Step, List<OperatorDescription>> ownOperators() {
    return own;
  }

  private StreamStatementSet define(InsertStep insert) {
    StreamStatementSet alone = environment.createStatementSet();
    scope.define(insert, alone);
    return alone;
  }

  /** First as a stream of added rows (most are), else as a stream of changes. */
  private List<OperatorDescription> operatorsOf(ViewStep view, Table table) {
    try {
      List<OperatorDescription> operators = operatorsOf(table, ChangelogMode.insertOnly());
      appending.add(view);
      return operators;
    } catch (TableException e) {
      return operatorsOf(table, ChangelogMode.all());
    }
  }

  private List<OperatorDescription> operatorsOf(Table table, ChangelogMode mode) {
    return environment.toChangelogStream(table, Schema.newBuilder().build(), mode)
        .getTransformation().getTransitivePredecessors().stream()
        .filter(operator -> !OperatorDescription.passesThrough(operator))
        .map(OperatorDescription::of)
        .filter(operator -> !operator.isScan() && !operator.isSink())
        .toList();
  }

  /** Takes away, for each operator of the views before, the one that is most alike: pruned columns change descriptions. */
  private List<OperatorDescription> addedBy(ViewStep view, List<OperatorDescription> operators) {
    List<OperatorDescription> added = new ArrayList<>(operators);
    own.forEach((step, inherited) -> {
      if (steps.isBefore(step, view)) {
        inherited.forEach(before -> added.stream()
            .filter(operator -> operator.kind().equals(before.kind()))
            .max(Comparator.comparingDouble(before::likeness))
            .ifPresent(added::remove));
      }
    });
    return added;
  }
}
