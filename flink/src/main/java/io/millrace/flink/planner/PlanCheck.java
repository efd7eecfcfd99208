package io.millrace.flink.planner;

import io.millrace.flink.runner.CompiledPlan;
import io.millrace.flink.runner.CompiledPlan.InsertStep;
import io.millrace.flink.runner.CompiledPlan.Step;
import io.millrace.flink.runner.CompiledPlan.ViewStep;
import io.millrace.flink.runner.PlannedJob;
import io.millrace.flink.runner.Rehearsal;
import io.millrace.flink.runner.StepGraph;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.ExplainDetail;
import org.apache.flink.table.api.Table;

/** Plans a compiled plan the way the runner will, and says what comes out or, node by node, what is wrong. */
final class PlanCheck {
  private static final Pattern CHANGELOG = Pattern.compile("changelogMode=\\[([^\\]]*)]");

  private final CompiledPlan plan;
  private final StepGraph steps;
  private final Rehearsal rehearsal;
  private final List<PlanAnswer.Node> nodes = new ArrayList<>();
  private final List<PlanError> errors = new ArrayList<>();
  private final Set<Step> broken = new LinkedHashSet<>();

  private PlanCheck(CompiledPlan plan) {
    this.plan = plan;
    this.steps = new StepGraph(plan);
    this.rehearsal = new Rehearsal(plan, steps);
  }

  static PlanAnswer run(CompiledPlan plan) {
    PlanCheck check = new PlanCheck(plan);
    plan.steps().forEach(check::take);
    return check.errors.isEmpty() ? check.planAll() : PlanAnswer.failed(check.errors);
  }

  /** Steps that read a broken one are not judged: they would only repeat its error. */
  private void take(Step step) {
    List<PlanError> found = new ArrayList<>();
    if (step instanceof ViewStep view) {
      found.addAll(FragmentCheck.check(view));
    }
    if (found.isEmpty() && steps.inputsOf(step).stream().noneMatch(broken::contains)) {
      try {
        Table table = rehearsal.take(step);
        if (step instanceof ViewStep view) {
          nodes.add(PlanAnswer.Node.of(view.node(), view.name(), table, changelogOf(view, table)));
        }
        return;
      } catch (RuntimeException | AssertionError e) {
        found.add(Fault.of(e).in(step));
      }
    }
    broken.add(step);
    errors.addAll(found);
  }

  private PlanAnswer planAll() {
    try {
      PlannedJob job = PlannedJob.attach(plan, new StreamExecutionEnvironment(new Configuration()), rehearsal, steps);
      return PlanAnswer.planned(nodes, job, LateRows.droppedBy(plan, steps, rehearsal));
    } catch (RuntimeException | AssertionError e) {
      return PlanAnswer.failed(errorsOfInserts(e));
    }
  }

  /** The whole does not say which of its inserts is at fault, so each is planned alone. */
  private List<PlanError> errorsOfInserts(Throwable ofTheWhole) {
    for (Step step : plan.steps()) {
      if (step instanceof InsertStep insert) {
        try {
          rehearsal.plan(insert);
        } catch (RuntimeException | AssertionError e) {
          errors.add(Fault.of(e).in(insert));
        }
      }
    }
    return errors.isEmpty() ? List.of(PlanError.of(Fault.of(ofTheWhole).message())) : errors;
  }

  /** From the kinds of changes that Flink derives: with -U before +U it is retract, with +U alone upsert. */
  private String changelogOf(ViewStep view, Table table) {
    if (rehearsal.appends(view)) {
      return "append";
    }
    Matcher mode = CHANGELOG.matcher(table.explain(ExplainDetail.CHANGELOG_MODE));
    Set<String> kinds = mode.find() ? Set.of(mode.group(1).split(",")) : Set.of();
    return kinds.contains("UB") || !kinds.contains("UA") ? "retract" : "upsert";
  }
}
