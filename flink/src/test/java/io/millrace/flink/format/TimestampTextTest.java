package io.millrace.flink.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTextTest {
  @Test
  void everyMillisecondReadsAsJavaPrintsIt() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      long millis = random.nextLong(-62_135_596_800_000L, 253_402_300_799_999L);
      assertThat(TimestampText.parse(Instant.ofEpochMilli(millis).toString())).isEqualTo(millis);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-01-31T23:59:59.1Z", "2026-01-31T23:59:59.12Z", "2026-01-31T23:59:59Z", "2024-02-29T00:00:00.000Z"})
  void aFractionMayBeShortOrMissing(String text) {
    assertThat(TimestampText.parse(text)).isEqualTo(Instant.parse(text).toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "now", "2026-01-31", "2026-01-31T23:59:59", "2026-01-31T23:59:59.Z", "2026-01-31T23:59:59.1234Z", "2026-01-31 23:59:59Z",
    "2026-01-31T23:59:59+00:00", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T23:60:00Z",
    "2026-01-31T23:59:59.12xZ", "2026-01-31T23:59:59z", "2026-01-31T23:59:5\u0665Z"})
  void anythingElseIsInvalid(String text) {
    assertThat(TimestampText.parse(text)).isEqualTo(TimestampText.INVALID);
  }
}
