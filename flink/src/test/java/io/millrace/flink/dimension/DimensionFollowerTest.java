package io.millrace.flink.dimension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flink.format.CheckedJsonFormatFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.connector.source.ScanRuntimeProviderContext;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class DimensionFollowerTest {
  private static final TopicPartition PARTITION = new TopicPartition("airports", 0);
  private static final DataType AIRPORT = DataTypes.ROW(
      DataTypes.FIELD("iata", DataTypes.STRING()), DataTypes.FIELD("city", DataTypes.STRING()));

  private final MockConsumer<byte[], byte[]> topic = new MockConsumer<>("earliest");
  private final Counter badRecords = new SimpleCounter();
  private long nextOffset = 0;

  @Test
  void startingWaitsForWhatIsThereAndTheLatestValueOfAKeyWins() throws Exception {
    hold(record("LAX", "{\"iata\":\"LAX\",\"city\":\"Los Angelos\"}"), record("JFK", "{\"iata\":\"JFK\",\"city\":\"New York\"}"),
        record("LAX", "{\"iata\":\"LAX\",\"city\":\"Los Angeles\"}"));
    DimensionCache cache = cache(10);

    try (DimensionFollower follower = follower(cache, Duration.ofSeconds(20))) {
      follower.startAndWait();

      assertThat(cache.size()).isEqualTo(2);
      assertThat(cache.get("LAX").getString(1)).hasToString("Los Angeles");
      assertThat(cache.get("SFO")).isNull();
      assertThat(cache.get(null)).isNull();
    }
  }

  @Test
  void aTombstoneRemovesItsKey() throws Exception {
    hold(record("LAX", "{\"iata\":\"LAX\",\"city\":\"Los Angeles\"}"), record("LAX", null), record("SFO", null));
    DimensionCache cache = cache(10);

    try (DimensionFollower follower = follower(cache, Duration.ofSeconds(20))) {
      follower.startAndWait();

      assertThat(cache.size()).isZero();
    }
  }

  @Test
  void aBadRecordIsCountedAndKeepsTheRowBefore() throws Exception {
    hold(record("LAX", "{\"iata\":\"LAX\",\"city\":\"Los Angeles\"}"), record("LAX", "{\"iata\":\"LAX\",\"city\":7}"),
        record("LAX", "{\"city\":\"nowhere\"}"));
    DimensionCache cache = cache(10);

    try (DimensionFollower follower = follower(cache, Duration.ofSeconds(20))) {
      follower.startAndWait();

      assertThat(cache.get("LAX").getString(1)).hasToString("Los Angeles");
      assertThat(badRecords.getCount()).isEqualTo(2);
    }
  }

  @Test
  void tooManyRowsFailInsteadOfFillingTheMemory() throws Exception {
    hold(record("LAX", "{\"iata\":\"LAX\"}"), record("JFK", "{\"iata\":\"JFK\"}"), record("ATL", "{\"iata\":\"ATL\"}"));

    try (DimensionFollower follower = follower(cache(2), Duration.ofSeconds(20))) {
      assertThatThrownBy(follower::startAndWait).hasMessageContaining("airports").hasMessageContaining("more than 2 rows");
      assertThatThrownBy(follower::checkAlive).hasMessageContaining("can no longer be followed");
    }
  }

  @Test
  void aTopicThatCannotBeReadToItsEndInTimeFailsTheStart() throws Exception {
    hold(record("LAX", "{\"iata\":\"LAX\"}"));
    topic.updateEndOffsets(Map.of(PARTITION, 99L));

    try (DimensionFollower follower = follower(cache(10), Duration.ofSeconds(1))) {
      assertThatThrownBy(follower::startAndWait).hasMessageContaining("not read to its end within 1 s");
    }
  }

  @Test
  void aTopicThatDoesNotExistFailsTheStart() throws Exception {
    try (DimensionFollower follower = follower(cache(10), Duration.ofSeconds(20))) {
      assertThatThrownBy(follower::startAndWait).hasMessageContaining("there is no such topic");
    }
  }

  @SafeVarargs
  private void hold(ConsumerRecord<byte[], byte[]>... records) {
    Node node = new Node(0, "127.0.0.1", 1);
    topic.updatePartitions("airports", List.of(new PartitionInfo("airports", 0, node, new Node[] {node}, new Node[] {node})));
    topic.updateBeginningOffsets(Map.of(PARTITION, 0L));
    topic.updateEndOffsets(Map.of(PARTITION, (long) records.length));
    topic.schedulePollTask(() -> List.of(records).forEach(topic::addRecord));
  }

  private ConsumerRecord<byte[], byte[]> record(String key, String value) {
    return new ConsumerRecord<>("airports", 0, nextOffset++, bytes(key), value == null ? null : bytes(value));
  }

  private DimensionFollower follower(DimensionCache cache, Duration timeout) {
    return new DimensionFollower(new DimensionTopic("airports", new Properties(), timeout, 10), cache, badRecords, topic);
  }

  private static DimensionCache cache(long maxRows) {
    DecodingFormat<DeserializationSchema<RowData>> format =
        new CheckedJsonFormatFactory().createDecodingFormat(null, new Configuration());
    format.applyReadableMetadata(List.of("error"));
    DeserializationSchema<RowData> decoder = format.createRuntimeDecoder(ScanRuntimeProviderContext.INSTANCE, AIRPORT);
    return new DimensionCache(new DimensionDecoder(decoder, 2, 0, new VarCharType(), true), maxRows);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
