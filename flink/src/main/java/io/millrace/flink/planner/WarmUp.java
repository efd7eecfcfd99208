package io.millrace.flink.planner;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Plans a sample twice, so that the first person does not wait for class loading and the compiler. */
final class WarmUp {
  private static final int ROUNDS = 2;

  private WarmUp() {}

  static PlannerService warm(PlannerService service) {
    try (InputStream sample = WarmUp.class.getResourceAsStream("/warm-up.json")) {
      byte[] request = sample.readAllBytes();
      for (int i = 0; i < ROUNDS; i++) {
        service.answer(request);
      }
      return service;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
