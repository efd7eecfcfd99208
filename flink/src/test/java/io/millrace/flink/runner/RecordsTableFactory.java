package io.millrace.flink.runner;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsReadingMetadata;
import org.apache.flink.table.connector.source.abilities.SupportsWatermarkPushDown;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.DataType;

/** Test connector {@code records}: the records that a test put under the option {@code from}, through a format, as Kafka's does. */
public final class RecordsTableFactory implements DynamicTableSourceFactory {
  private static final Map<String, List<String>> RECORDS = new ConcurrentHashMap<>();
  private static final ConfigOption<String> FROM = ConfigOptions.key("from").stringType().noDefaultValue();
  private static final String VALUE = "value.";

  public static void put(String from, String... records) {
    RECORDS.put(from, List.of(records));
  }

  @Override
  public String factoryIdentifier() {
    return "records";
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(FROM, FactoryUtil.FORMAT);
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of(FactoryUtil.WATERMARK_EMIT_STRATEGY);
  }

  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
    DecodingFormat<DeserializationSchema<RowData>> format =
        helper.discoverDecodingFormat(DeserializationFormatFactory.class, FactoryUtil.FORMAT);
    return new Records(helper.getOptions().get(FROM), format, context.getPhysicalRowDataType());
  }

  private static final class Records implements ScanTableSource, SupportsReadingMetadata, SupportsWatermarkPushDown {
    private final String from;
    private final DecodingFormat<DeserializationSchema<RowData>> format;
    private final DataType physical;
    private WatermarkStrategy<RowData> watermarks = WatermarkStrategy.noWatermarks();

    Records(String from, DecodingFormat<DeserializationSchema<RowData>> format, DataType physical) {
      this.from = from;
      this.format = format;
      this.physical = physical;
    }

    @Override
    public Map<String, DataType> listReadableMetadata() {
      return format.listReadableMetadata().entrySet().stream().collect(Collectors.toMap(e -> VALUE + e.getKey(), Map.Entry::getValue));
    }

    @Override
    public void applyReadableMetadata(List<String> keys, DataType produced) {
      format.applyReadableMetadata(keys.stream().map(key -> key.substring(VALUE.length())).toList());
    }

    @Override
    public void applyWatermark(WatermarkStrategy<RowData> strategy) {
      watermarks = strategy;
    }

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
      DeserializationSchema<RowData> decoder = format.createRuntimeDecoder(context, physical);
      List<String> records = RECORDS.get(from);
      DataGeneratorSource<RowData> source = new DataGeneratorSource<>(
          index -> decoder.deserialize(records.get(index.intValue()).getBytes(StandardCharsets.UTF_8)),
          records.size(), decoder.getProducedType());
      return new DataStreamScanProvider() {
        @Override
        public DataStream<RowData> produceDataStream(ProviderContext provider, StreamExecutionEnvironment environment) {
          return environment.fromSource(source, watermarks, "records");
        }

        @Override
        public boolean isBounded() {
          return true;
        }
      };
    }

    @Override
    public ChangelogMode getChangelogMode() {
      return ChangelogMode.insertOnly();
    }

    @Override
    public DynamicTableSource copy() {
      Records copy = new Records(from, format, physical);
      copy.watermarks = watermarks;
      return copy;
    }

    @Override
    public String asSummaryString() {
      return "records";
    }
  }
}
