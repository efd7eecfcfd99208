package io.millrace.flink.runner;

import io.millrace.flink.runner.CompiledPlan.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.transformations.PartitionTransformation;
import org.apache.flink.streaming.api.transformations.UnionTransformation;

/**
 * Gives each operator of a job its node's name, and a uid that stays when the graph changes elsewhere: a scan's and a sink's from
 * node and table, the others' from node, kind and normalized description. Savepoints are laid out by these uids.
 */
final class OperatorNames {
  private final Map<String, Integer> uids = new HashMap<>();

  /** Names the operators in place (inputs come first in the answer). */
  static List<PlannedOperator> assign(Map<Transformation<?>, Set<Step>> operators) {
    OperatorNames names = new OperatorNames();
    List<PlannedOperator> planned = new ArrayList<>();
    Map<Transformation<?>, OperatorDescription> described = new HashMap<>();
    operators.keySet().forEach(operator -> described.put(operator, OperatorDescription.of(operator)));
    operators.forEach((operator, steps) -> {
      if (!(operator instanceof PartitionTransformation || operator instanceof UnionTransformation)) {
        planned.add(names.assign(operator, described.get(operator), nodes(steps)));
      }
    });
    return planned;
  }

  private PlannedOperator assign(Transformation<?> operator, OperatorDescription description, String node) {
    String name = node + ": " + description.kind();
    String uid = unique(description.table() != null && (description.isScan() || description.isSink())
        ? node + "/" + description.kind() + "/" + description.table()
        : node + "/" + description.kind() + "/" + Integer.toHexString(description.text().hashCode()));
    operator.setDescription(node + ": " + OperatorDescription.described(operator));
    operator.setName(name);
    operator.setUid(uid);
    return new PlannedOperator(uid, name, node, description.isStateful());
  }

  /** Equal operators of one node are counted, in the planner's order; no other node's operators shift the count. */
  private String unique(String uid) {
    int count = uids.merge(uid, 1, Integer::sum);
    return count == 1 ? uid : uid + "/" + count;
  }

  private static String nodes(Collection<Step> steps) {
    return steps.stream().map(Step::node).distinct().collect(Collectors.joining(", "));
  }
}
