package io.millrace.flink.planner;

/**
 * What is wrong with a node.
 *
 * @param field the JSON pointer of the text at fault, if it is one that a person typed
 * @param line 1-based, within that text; null where the engine does not say
 * @param column 1-based
 */
public record PlanError(String node, String field, String message, Integer line, Integer column) {
  static PlanError of(String message) {
    return new PlanError(null, null, message, null, null);
  }
}
