package io.millrace.flink.planner;

import io.millrace.flink.runner.CompiledPlan;
import java.io.IOException;
import java.util.List;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/** What the planner can do, as JSON in and JSON out; the HTTP server and the Lambda are two doors to it. */
final class PlannerService {
  private static final ObjectMapper JSON = new ObjectMapper();

  private enum Operation { PLAN, PREVIEW }

  byte[] answer(byte[] request) throws IOException {
    return JSON.writeValueAsBytes(answerTo(request));
  }

  private static PlanAnswer answerTo(byte[] request) throws IOException {
    try {
      JsonNode json = JSON.readTree(request);
      return switch (operationOf(json)) {
        case PLAN -> PlanCheck.run(CompiledPlan.parse(json.path("plan")));
        case PREVIEW -> refused("The planner cannot preview yet.");
      };
    } catch (JsonProcessingException e) {
      return refused("Not a request of the planner: " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      return refused(e.getMessage());
    }
  }

  private static Operation operationOf(JsonNode request) {
    String name = request.path("operation").asText();
    for (Operation operation : Operation.values()) {
      if (operation.name().toLowerCase().equals(name)) {
        return operation;
      }
    }
    throw new IllegalArgumentException("The planner knows the operations plan and preview, not '" + name + "'.");
  }

  private static PlanAnswer refused(String message) {
    return PlanAnswer.failed(List.of(PlanError.of(message)));
  }
}
