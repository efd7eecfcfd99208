package io.millrace.flink.runner;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.annotation.JsonSubTypes;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/** What a pipeline compiles to: steps in dependency order, each with the node of the pipeline that it stands for. */
public record CompiledPlan(int format, String pipeline, Map<String, String> configuration, List<Step> steps) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FORMAT = 1;

  public CompiledPlan {
    if (format != FORMAT) {
      throw new IllegalArgumentException("This jar reads plans of format " + FORMAT + ", not " + format + ".");
    }
    configuration = configuration == null ? Map.of() : Map.copyOf(configuration);
    steps = List.copyOf(steps);
    configuration.keySet().stream().filter(key -> !key.startsWith("table.")).findFirst().ifPresent(key -> {
      throw new IllegalArgumentException("A plan may configure table.* only, not " + key + ".");
    });
  }

  public static CompiledPlan parse(byte[] json) throws IOException {
    return JSON.readValue(json, CompiledPlan.class);
  }

  public static CompiledPlan parse(JsonNode json) throws IOException {
    return JSON.treeToValue(json, CompiledPlan.class);
  }

  /** One thing to define or run. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = TableStep.class, name = "table"),
    @JsonSubTypes.Type(value = ViewStep.class, name = "view"),
    @JsonSubTypes.Type(value = InsertStep.class, name = "insert"),
  })
  public sealed interface Step {
    String node();
  }

  /** A source, dimension or sink table, printed by the compiler. */
  public record TableStep(String node, String name, String ddl) implements Step {}

  /** A query over the named inputs and nothing else. */
  public record ViewStep(String node, String name, List<String> inputs, String query, List<Fragment> fragments) implements Step {
    public ViewStep {
      inputs = List.copyOf(inputs);
      fragments = fragments == null ? List.of() : List.copyOf(fragments);
    }
  }

  /** A query whose rows go into a table. */
  public record InsertStep(String node, String table, String query) implements Step {}

  /** Text that a person typed; it starts in column 1 of the query's given line (1-based). */
  public record Fragment(String field, String text, String form, int line) {}
}
