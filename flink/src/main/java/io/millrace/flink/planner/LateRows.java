package io.millrace.flink.planner;

import io.millrace.flink.runner.CompiledPlan;
import io.millrace.flink.runner.CompiledPlan.Step;
import io.millrace.flink.runner.CompiledPlan.TableStep;
import io.millrace.flink.runner.CompiledPlan.ViewStep;
import io.millrace.flink.runner.Rehearsal;
import io.millrace.flink.runner.StepGraph;
import java.util.List;
import java.util.Set;

/**
 * Finds nodes that would silently drop late rows: Flink's event-time operators do. A node is safe when, on every way from a
 * source with a watermark, some compiler-printed view (one without typed text) splits late rows off by CURRENT_WATERMARK.
 */
final class LateRows {
  private static final Set<String> DROPPING = Set.of(
      "WindowAggregate", "LocalWindowAggregate", "GlobalWindowAggregate", "GroupWindowAggregate", "WindowJoin", "WindowRank",
      "WindowDeduplicate", "OverAggregate", "IntervalJoin", "TemporalJoin", "TemporalSort", "Match");

  private LateRows() {}

  static List<String> droppedBy(CompiledPlan plan, StepGraph steps, Rehearsal rehearsal) {
    return plan.steps().stream()
        .filter(step -> rehearsal.ownKinds(step).stream().anyMatch(DROPPING::contains))
        .filter(step -> seesLateRows(step, steps))
        .map(Step::node).distinct().toList();
  }

  private static boolean seesLateRows(Step step, StepGraph steps) {
    if (step instanceof TableStep table) {
      return table.ddl().contains("WATERMARK FOR");
    }
    return steps.inputsOf(step).stream().anyMatch(input -> !splitsOff(input) && seesLateRows(input, steps));
  }

  private static boolean splitsOff(Step step) {
    return step instanceof ViewStep view && view.fragments().isEmpty() && view.query().contains("CURRENT_WATERMARK(");
  }
}
