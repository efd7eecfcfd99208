package io.millrace.flink.runner;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.FactoryUtil;

/** Test connector {@code collect}: what a job writes, as text, by the table's option {@code into}. */
public final class CollectTableFactory implements DynamicTableSinkFactory {
  private static final Map<String, List<String>> ROWS = new ConcurrentHashMap<>();
  private static final ConfigOption<String> INTO = ConfigOptions.key("into").stringType().noDefaultValue();

  public static List<String> rows(String into) {
    return ROWS.computeIfAbsent(into, key -> new CopyOnWriteArrayList<>());
  }

  @Override
  public String factoryIdentifier() {
    return "collect";
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(INTO);
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of();
  }

  @Override
  public DynamicTableSink createDynamicTableSink(Context context) {
    String into = FactoryUtil.createTableFactoryHelper(this, context).getOptions().get(INTO);
    return new CollectSink(into, context.getCatalogTable().getResolvedSchema().toPhysicalRowDataType());
  }

  private record CollectSink(String into, org.apache.flink.table.types.DataType type) implements DynamicTableSink {
    @Override
    public ChangelogMode getChangelogMode(ChangelogMode requested) {
      return requested;
    }

    @Override
    public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
      return SinkV2Provider.of(new Rows(into, context.createDataStructureConverter(type)));
    }

    @Override
    public DynamicTableSink copy() {
      return this;
    }

    @Override
    public String asSummaryString() {
      return "collect";
    }
  }

  private record Rows(String into, DynamicTableSink.DataStructureConverter converter) implements Sink<RowData> {
    @Override
    public SinkWriter<RowData> createWriter(WriterInitContext context) {
      return new SinkWriter<>() {
        @Override
        public void write(RowData row, Context context) {
          rows(into).add(String.valueOf(converter.toExternal(row)));
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
      };
    }
  }
}
