package io.millrace.flink.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerServiceTest {
  @Test
  void theLambdaHandlerAnswersAPlanAsJson() throws Exception {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    new PlannerHandler().handleRequest(PlannerServiceTest.class.getResourceAsStream("/warm-up.json"), answer, null);
    JsonNode json = new ObjectMapper().readTree(answer.toByteArray());

    assertThat(json.path("ok").asBoolean()).isTrue();
    assertThat(json.path("nodes").findValuesAsText("name")).contains("flights", "city", "by_origin");
    assertThat(json.path("operators").findValuesAsText("name")).contains("city: LookupJoin", "by_origin: GlobalWindowAggregate");
    assertThat(json.path("physicalPlan").asText().split("TableSourceScan", -1)).hasSize(2);
    assertThat(json.path("lateDropping")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
    "{\"operation\":\"preview\"} | The planner cannot preview yet.",
    "{\"operation\":\"fly\"}     | The planner knows the operations plan and preview, not 'fly'.",
    "{oops                       | Not a request of the planner",
    "{\"operation\":\"plan\",\"plan\":{\"format\":2,\"pipeline\":\"p\",\"steps\":[]}} | format 1, not 2",
    "{\"operation\":\"plan\",\"plan\":{\"format\":1,\"pipeline\":\"p\",\"configuration\":{\"parallelism.default\":\"9\"},\"steps\":[]}} | table.* only, not parallelism.default",
  })
  void whatItCannotDoIsSaidInTheAnswer(String request, String message) throws Exception {
    String answer = new String(new PlannerService().answer(request.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);

    assertThat(answer).contains("\"ok\":false").contains(message);
  }
}
