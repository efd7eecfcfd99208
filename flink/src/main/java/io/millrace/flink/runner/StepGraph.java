package io.millrace.flink.runner;

import io.millrace.flink.runner.CompiledPlan.InsertStep;
import io.millrace.flink.runner.CompiledPlan.Step;
import io.millrace.flink.runner.CompiledPlan.TableStep;
import io.millrace.flink.runner.CompiledPlan.ViewStep;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which step of a plan reads which. */
public final class StepGraph {
  private final Map<String, Step> byName = new LinkedHashMap<>();
  private final Map<Step, Set<Step>> inputs = new LinkedHashMap<>();
  private final Map<Step, Set<Step>> ancestors = new HashMap<>();

  public StepGraph(CompiledPlan plan) {
    for (Step step : plan.steps()) {
      Set<Step> read = new LinkedHashSet<>();
      byName.forEach((name, earlier) -> {
        if (reads(step, name)) {
          read.add(earlier);
        }
      });
      Set<Step> before = new LinkedHashSet<>();
      before.add(step);
      read.forEach(earlier -> before.addAll(ancestors.get(earlier)));
      inputs.put(step, read);
      ancestors.put(step, before);
      if (step instanceof TableStep table) {
        byName.put(table.name(), step);
      } else if (step instanceof ViewStep view) {
        byName.put(view.name(), step);
      }
    }
  }

  public Set<Step> inputsOf(Step step) {
    return inputs.get(step);
  }

  /** The steps on the ways from one step to another, both included, in the plan's order. */
  Set<Step> between(Step from, Step to) {
    Set<Step> steps = new LinkedHashSet<>();
    for (Step step : inputs.keySet()) {
      if (isBefore(from, step) && isBefore(step, to)) {
        steps.add(step);
      }
    }
    return steps;
  }

  /** Whether a step is the other one, or one that the other reads from, directly or not. */
  boolean isBefore(Step step, Step other) {
    return ancestors.get(other).contains(step);
  }

  Step named(String name) {
    return byName.get(name);
  }

  List<InsertStep> insertsInto(String table) {
    return inputs.keySet().stream()
        .filter(step -> step instanceof InsertStep insert && insert.table().equals(table))
        .map(InsertStep.class::cast).toList();
  }

  /** An insert declares no inputs, but its query is printed by the compiler, with every name in backticks. */
  private static boolean reads(Step step, String name) {
    if (step instanceof ViewStep view) {
      return view.inputs().contains(name);
    }
    return step instanceof InsertStep insert && insert.query().contains("`" + name + "`");
  }
}
