package io.millrace.flink.dimension;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.Counter;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A background thread that reads a compacted topic from its beginning and goes on following it. It takes the partitions that
 * exist when it starts. A record that cannot be read keeps its key's previous row, is counted and logged.
 */
final class DimensionFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DimensionFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private final DimensionTopic topic;
  private final DimensionCache cache;
  private final Counter badRecords;
  private final CountDownLatch caughtUpOrFailed = new CountDownLatch(1);
  private final Consumer<byte[], byte[]> consumer;
  private final Thread thread;
  private volatile Throwable failure;
  private volatile boolean closing;

  DimensionFollower(DimensionTopic topic, DimensionCache cache, Counter badRecords) {
    this(topic, cache, badRecords, new KafkaConsumer<>(consumerProperties(topic.consumer())));
  }

  DimensionFollower(DimensionTopic topic, DimensionCache cache, Counter badRecords, Consumer<byte[], byte[]> consumer) {
    this.topic = topic;
    this.cache = cache;
    this.badRecords = badRecords;
    this.consumer = consumer;
    this.thread = new Thread(this::run, "dimension-" + topic.name());
    thread.setDaemon(true);
    thread.setContextClassLoader(DimensionFollower.class.getClassLoader());
  }

  /** Returns when everything that was in the topic at the start is in the cache. */
  void startAndWait() throws InterruptedException {
    thread.start();
    if (!caughtUpOrFailed.await(topic.loadTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("Dimension '" + topic.name() + "' was not read to its end within "
          + topic.loadTimeout().toSeconds() + " s ('load-timeout'); " + cache.size() + " rows so far.");
    }
    checkAlive();
  }

  /** A dead follower would mean lookups that silently grow old. */
  void checkAlive() {
    if (failure != null) {
      throw new IllegalStateException("Dimension '" + topic.name() + "' can no longer be followed: " + failure.getMessage(), failure);
    }
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    consumer.wakeup();
    if (thread.isAlive()) {
      thread.join(5_000);
    } else {
      consumer.close();
    }
  }

  private void run() {
    try (consumer) {
      Map<TopicPartition, Long> behind = assign();
      while (!closing) {
        behind.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        if (behind.isEmpty()) {
          caughtUpOrFailed.countDown();
        }
        consumer.poll(POLL).forEach(this::take);
      }
    } catch (WakeupException e) {
      LOG.debug("Dimension {} is closed.", topic.name());
    } catch (Throwable e) {
      failure = e;
      caughtUpOrFailed.countDown();
    }
  }

  private Map<TopicPartition, Long> assign() {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic.name(), topic.loadTimeout());
    if (partitions == null || partitions.isEmpty()) {
      throw new IllegalStateException("there is no such topic");
    }
    List<TopicPartition> all = partitions.stream().map(p -> new TopicPartition(p.topic(), p.partition())).toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    return new HashMap<>(consumer.endOffsets(all, topic.loadTimeout()));
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      cache.apply(record.key(), record.value());
    } catch (DimensionDecoder.BadDimensionRecord e) {
      badRecords.inc();
      LOG.warn("Dimension {}: the record at partition {} offset {} is not used: {}",
          topic.name(), record.partition(), record.offset(), e.getMessage());
    }
  }

  private static Properties consumerProperties(Properties given) {
    Properties properties = new Properties();
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.putAll(given);
    properties.setProperty(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    properties.setProperty(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    return properties;
  }
}
