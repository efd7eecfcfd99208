package io.millrace.flink.dimension;

import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.LookupFunction;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;

/** Looks rows up in this task's copy of a compacted topic; opening it waits until the copy is complete. */
public final class DimensionLookupFunction extends LookupFunction {
  private static final long serialVersionUID = 1L;

  private final DimensionTopic topic;
  private final DimensionDecoder decoder;
  private transient DimensionFollower follower;
  private transient DimensionCache cache;

  DimensionLookupFunction(DimensionTopic topic, DimensionDecoder decoder) {
    this.topic = topic;
    this.decoder = decoder;
  }

  @Override
  public void open(FunctionContext context) throws Exception {
    decoder.open(new FormatContext(context.getMetricGroup(), getClass().getClassLoader()));
    cache = new DimensionCache(decoder, topic.maxRows());
    MetricGroup metrics = context.getMetricGroup().addGroup("dimension", topic.name());
    metrics.gauge("rows", cache::size);
    follower = new DimensionFollower(topic, cache, metrics.counter("badRecords"));
    follower.startAndWait();
  }

  @Override
  public Collection<RowData> lookup(RowData keyRow) {
    follower.checkAlive();
    RowData row = cache.get(decoder.lookupKey(keyRow));
    return row == null ? List.of() : List.of(row);
  }

  @Override
  public void close() throws Exception {
    if (follower != null) {
      follower.close();
    }
  }

  private record FormatContext(MetricGroup metrics, ClassLoader loader) implements DeserializationSchema.InitializationContext {
    @Override
    public MetricGroup getMetricGroup() {
      return metrics;
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
      return SimpleUserCodeClassLoader.create(loader);
    }
  }
}
