package io.millrace.flink.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class MskIamConfigurationTest {
  private static final Map<String, Object> IAM = Map.of(
      "bootstrap.servers", "127.0.0.1:9",
      "security.protocol", "SASL_SSL",
      "sasl.mechanism", "AWS_MSK_IAM",
      "sasl.jaas.config", "software.amazon.msk.auth.iam.IAMLoginModule required;",
      "sasl.client.callback.handler.class", "software.amazon.msk.auth.iam.IAMClientCallbackHandler");

  @Test
  void aProducerAndAnAdminClientLoadTheIamClasses() {
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(IAM, new ByteArraySerializer(), new ByteArraySerializer());
        Admin admin = Admin.create(IAM)) {
      assertThat(producer.metrics()).isNotEmpty();
      admin.close(Duration.ZERO);
      producer.close(Duration.ZERO);
    }
  }
}
