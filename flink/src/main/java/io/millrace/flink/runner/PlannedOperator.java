package io.millrace.flink.runner;

/**
 * An operator of a planned job.
 *
 * @param node the pipeline's node, or several joined by ", " where the planner merged them
 * @param stateful whether a savepoint holds state for its uid
 */
public record PlannedOperator(String uid, String name, String node, boolean stateful) {}
