package io.millrace.flink.planner;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The planner as an AWS Lambda; it warms up while the function initializes. */
public final class PlannerHandler implements RequestStreamHandler {
  private final PlannerService service = WarmUp.warm(new PlannerService());

  @Override
  public void handleRequest(InputStream request, OutputStream answer, Context context) throws IOException {
    answer.write(service.answer(request.readAllBytes()));
  }
}
