package io.millrace.flink.runner;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The main class on Managed Flink: runs the compiled plan that the application's properties name, as one job. */
public final class PipelineRunner {
  private PipelineRunner() {}

  public static void main(String[] arguments) throws Exception {
    run(arguments, StreamExecutionEnvironment.getExecutionEnvironment());
  }

  /** Only names and uids are set by code; parallelism, checkpoints and restarts are the application's configuration. */
  static void run(String[] arguments, StreamExecutionEnvironment environment) throws Exception {
    CompiledPlan plan = PlanFile.read(ApplicationProperties.read(arguments).required("millrace", "plan"));
    PlannedJob.attach(plan, environment);
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName(plan.pipeline());
    environment.executeAsync(graph);
  }
}
