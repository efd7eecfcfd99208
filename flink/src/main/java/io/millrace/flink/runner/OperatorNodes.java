package io.millrace.flink.runner;

import io.millrace.flink.runner.CompiledPlan.InsertStep;
import io.millrace.flink.runner.CompiledPlan.Step;
import io.millrace.flink.runner.CompiledPlan.TableStep;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.dag.Transformation;

/**
 * Finds for each operator of a job the steps that it stands for. Anchors have one: scans and sinks by their table, others by the
 * view that owns the most alike operator, or by the sink that they were put in front of. An operator between anchors gets the steps on all the ways between them, without
 * those that an operator before it already stands for.
 */
final class OperatorNodes {
  private final StepGraph steps;
  private final Map<Step, List<OperatorDescription>> own;
  private final TreeMap<Integer, Transformation<?>> operators = new TreeMap<>();
  private final Map<Integer, List<Integer>> consumers = new HashMap<>();
  private final Map<Integer, Step> anchors = new HashMap<>();
  private final Map<Integer, Set<Step>> before = new HashMap<>();
  private final Map<Integer, Set<Step>> after = new HashMap<>();
  private final Map<String, Integer> sinksSeen = new HashMap<>();

  OperatorNodes(StepGraph steps, Map<Step, List<OperatorDescription>> own, Collection<Transformation<?>> roots) {
    this.steps = steps;
    this.own = own;
    roots.forEach(root -> root.getTransitivePredecessors().forEach(operator -> operators.put(operator.getId(), operator)));
    operators.values().forEach(operator -> operator.getInputs().forEach(
        input -> consumers.computeIfAbsent(input.getId(), id -> new ArrayList<>()).add(operator.getId())));
  }

  /** Every operator (inputs first) with its steps in the plan's order. */
  Map<Transformation<?>, Set<Step>> find() {
    operators.values().forEach(this::anchorByTable);
    operators.values().forEach(this::anchorByView);
    operators.values().forEach(operator -> before.put(operator.getId(), nearest(
        operator.getInputs().stream().map(Transformation::getId).toList(), before)));
    operators.descendingMap().keySet().forEach(id -> after.put(id, nearest(consumers.getOrDefault(id, List.of()), after)));
    Map<Transformation<?>, Set<Step>> found = new LinkedHashMap<>();
    operators.values().forEach(operator -> found.put(operator, stepsOf(operator, found)));
    return found;
  }

  private void anchorByTable(Transformation<?> operator) {
    OperatorDescription description = OperatorDescription.of(operator);
    if (description.isScan()) {
      anchors.put(operator.getId(), steps.named(description.table()));
    } else if (description.isSink()) {
      List<InsertStep> inserts = steps.insertsInto(description.table());
      int seen = sinksSeen.merge(description.table(), 1, Integer::sum);
      anchors.put(operator.getId(), inserts.get(Math.min(seen, inserts.size()) - 1));
    }
  }

  private void anchorByView(Transformation<?> operator) {
    if (anchors.containsKey(operator.getId()) || OperatorDescription.passesThrough(operator)) {
      return;
    }
    OperatorDescription description = OperatorDescription.of(operator);
    Set<Step> sinks = sinksBehind(operator.getId());
    own.keySet().stream()
        .filter(step -> sinks.stream().allMatch(sink -> steps.isBefore(step, sink)))
        .filter(step -> likeness(step, description) > 0)
        .max(Comparator.comparingDouble(step -> likeness(step, description)))
        .or(() -> sinks.stream().findFirst())
        .ifPresent(step -> anchors.put(operator.getId(), step));
  }

  private double likeness(Step step, OperatorDescription description) {
    return own.get(step).stream()
        .filter(candidate -> candidate.kind().equals(description.kind()))
        .mapToDouble(description::likeness).max().orElse(0);
  }

  private Set<Step> sinksBehind(int id) {
    Set<Step> sinks = new LinkedHashSet<>();
    for (int consumer : consumers.getOrDefault(id, List.of())) {
      if (anchors.get(consumer) instanceof InsertStep insert) {
        sinks.add(insert);
      }
      sinks.addAll(sinksBehind(consumer));
    }
    return sinks;
  }

  private Set<Step> nearest(List<Integer> neighbours, Map<Integer, Set<Step>> further) {
    Set<Step> found = new LinkedHashSet<>();
    for (int neighbour : neighbours) {
      if (anchors.containsKey(neighbour)) {
        found.add(anchors.get(neighbour));
      } else {
        found.addAll(further.get(neighbour));
      }
    }
    return found;
  }

  private Set<Step> stepsOf(Transformation<?> operator, Map<Transformation<?>, Set<Step>> found) {
    Step anchor = anchors.get(operator.getId());
    if (anchor != null) {
      return Set.of(anchor);
    }
    Set<Step> onAllWays = onAllWays(operator.getId());
    Set<Step> rest = new LinkedHashSet<>(onAllWays);
    operator.getInputs().stream().filter(input -> !anchors.containsKey(input.getId())).map(found::get).forEach(rest::removeAll);
    return rest.isEmpty() ? onAllWays : rest;
  }

  private Set<Step> onAllWays(int id) {
    Set<Step> onAll = null;
    for (Step to : after.get(id)) {
      Set<Step> onOne = new LinkedHashSet<>();
      before.get(id).forEach(from -> onOne.addAll(steps.between(from, to)));
      if (onAll == null) {
        onAll = onOne;
      } else {
        onAll.retainAll(onOne);
      }
    }
    Set<Step> all = onAll == null || onAll.isEmpty() ? new LinkedHashSet<>(before.get(id)) : onAll;
    dropUnlessAlone(all, TableStep.class);
    dropUnlessAlone(all, InsertStep.class);
    return all;
  }

  private static void dropUnlessAlone(Set<Step> steps, Class<? extends Step> type) {
    if (!steps.stream().allMatch(type::isInstance)) {
      steps.removeIf(type::isInstance);
    }
  }
}
