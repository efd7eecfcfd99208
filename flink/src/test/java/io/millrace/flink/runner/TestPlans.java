package io.millrace.flink.runner;

import io.millrace.flink.runner.CompiledPlan.Fragment;
import io.millrace.flink.runner.CompiledPlan.InsertStep;
import io.millrace.flink.runner.CompiledPlan.Step;
import io.millrace.flink.runner.CompiledPlan.TableStep;
import io.millrace.flink.runner.CompiledPlan.ViewStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/** Short ways to write plans; a step's node has the step's name. */
public final class TestPlans {
  private TestPlans() {}

  public static CompiledPlan plan(String pipeline, Step... steps) {
    return new CompiledPlan(1, pipeline, Map.of("table.local-time-zone", "UTC"), List.of(steps));
  }

  public static TableStep table(String name, String ddl) {
    return new TableStep(name, name, ddl);
  }

  public static ViewStep view(String name, String query, String... inputs) {
    return new ViewStep(name, name, List.of(inputs), query, List.of());
  }

  public static ViewStep view(String name, String query, Fragment fragment, String... inputs) {
    return new ViewStep(name, name, List.of(inputs), query, List.of(fragment));
  }

  public static InsertStep insert(String node, String table, String query) {
    return new InsertStep(node, table, query);
  }

  /** Writes the plan and the application properties that name it, as the control plane does. */
  static Path propertiesFile(Path directory, CompiledPlan plan) throws IOException {
    Path file = Files.write(directory.resolve(plan.pipeline() + ".json"), new ObjectMapper().writeValueAsBytes(plan));
    String properties = "[{\"PropertyGroupId\":\"millrace\",\"PropertyMap\":{\"plan\":\"" + file.toUri() + "\"}}]";
    return Files.writeString(directory.resolve("application_properties.json"), properties);
  }
}
