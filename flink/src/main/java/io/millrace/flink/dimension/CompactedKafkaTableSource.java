package io.millrace.flink.dimension;

import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.LookupTableSource;
import org.apache.flink.table.connector.source.lookup.LookupFunctionProvider;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

/** A dimension that can be looked up by its primary key, and in no other way. */
final class CompactedKafkaTableSource implements LookupTableSource {
  private static final String ERROR = "error";

  private final DimensionTopic topic;
  private final DataType physical;
  private final int key;
  private final DecodingFormat<DeserializationSchema<RowData>> format;

  CompactedKafkaTableSource(
      DimensionTopic topic, DataType physical, int key, DecodingFormat<DeserializationSchema<RowData>> format) {
    this.topic = topic;
    this.physical = physical;
    this.key = key;
    this.format = format;
  }

  @Override
  public LookupRuntimeProvider getLookupRuntimeProvider(LookupContext context) {
    if (!Arrays.deepEquals(context.getKeys(), new int[][] {{key}})) {
      String name = DataType.getFieldNames(physical).get(key);
      throw new ValidationException("A compacted-kafka table is joined by its primary key alone: ON o.x = d.`" + name + "`.");
    }
    boolean tellsErrors = format.listReadableMetadata().containsKey(ERROR);
    if (tellsErrors) {
      format.applyReadableMetadata(List.of(ERROR));
    }
    DimensionDecoder decoder = new DimensionDecoder(
        format.createRuntimeDecoder(context, physical),
        physical.getChildren().size(),
        key,
        physical.getChildren().get(key).getLogicalType(),
        tellsErrors);
    return LookupFunctionProvider.of(new DimensionLookupFunction(topic, decoder));
  }

  @Override
  public DynamicTableSource copy() {
    return new CompactedKafkaTableSource(topic, physical, key, format);
  }

  @Override
  public String asSummaryString() {
    return "compacted-kafka";
  }
}
