package io.millrace.flink.dimension;

import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;

/**
 * Connector {@code compacted-kafka}: a compacted topic as a dimension for lookup joins ({@code FOR SYSTEM_TIME AS OF} a
 * processing time). Each task keeps the whole topic in memory and follows it; the latest value of a key wins.
 */
public final class CompactedKafkaTableFactory implements DynamicTableSourceFactory {
  static final ConfigOption<String> TOPIC = ConfigOptions.key("topic").stringType().noDefaultValue();
  static final ConfigOption<Long> MAX_ROWS =
      ConfigOptions.key("max-rows").longType().defaultValue(1_000_000L)
          .withDescription("More rows than this fail the job: they all stay in the heap of every task (about 200-500 bytes each).");
  static final ConfigOption<Duration> LOAD_TIMEOUT =
      ConfigOptions.key("load-timeout").durationType().defaultValue(Duration.ofSeconds(60))
          .withDescription("How long a starting task may take to read the topic up to its end.");
  private static final String PROPERTIES = "properties.";

  @Override
  public String factoryIdentifier() {
    return "compacted-kafka";
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(TOPIC, FactoryUtil.FORMAT);
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of(MAX_ROWS, LOAD_TIMEOUT);
  }

  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
    DecodingFormat<DeserializationSchema<RowData>> format =
        helper.discoverDecodingFormat(DeserializationFormatFactory.class, FactoryUtil.FORMAT);
    helper.validateExcept(PROPERTIES);
    ResolvedSchema schema = context.getCatalogTable().getResolvedSchema();
    int[] key = schema.getPrimaryKeyIndexes();
    if (key.length != 1) {
      throw new ValidationException("A compacted-kafka table needs a PRIMARY KEY of one column: the key of its topic.");
    }
    ReadableConfig options = helper.getOptions();
    Properties consumer = new Properties();
    context.getCatalogTable().getOptions().forEach((name, value) -> {
      if (name.startsWith(PROPERTIES)) {
        consumer.setProperty(name.substring(PROPERTIES.length()), value);
      }
    });
    DimensionTopic topic = new DimensionTopic(options.get(TOPIC), consumer, options.get(LOAD_TIMEOUT), options.get(MAX_ROWS));
    return new CompactedKafkaTableSource(topic, schema.toPhysicalRowDataType(), key[0], format);
  }
}
