package io.millrace.flink.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

/** What {@code checked-json} offers to a table: its metadata columns and a decoder for the columns that were chosen. */
final class CheckedJsonDecodingFormat implements DecodingFormat<DeserializationSchema<RowData>> {
  static final String ERROR = "error";
  static final String RAW = "raw";

  private final List<String> required;
  private final boolean skipTombstones;
  private List<String> metadata = List.of();

  CheckedJsonDecodingFormat(List<String> required, boolean skipTombstones) {
    this.required = required;
    this.skipTombstones = skipTombstones;
  }

  @Override
  public ChangelogMode getChangelogMode() {
    return ChangelogMode.insertOnly();
  }

  @Override
  public Map<String, DataType> listReadableMetadata() {
    Map<String, DataType> readable = new LinkedHashMap<>();
    readable.put(ERROR, DataTypes.STRING());
    readable.put(RAW, DataTypes.BYTES());
    return readable;
  }

  @Override
  public void applyReadableMetadata(List<String> metadataKeys) {
    metadata = metadataKeys;
  }

  @Override
  public DeserializationSchema<RowData> createRuntimeDecoder(DynamicTableSource.Context context, DataType physical) {
    RowType type = (RowType) physical.getLogicalType();
    for (String name : required) {
      if (!type.getFieldNames().contains(name)) {
        throw new ValidationException("checked-json.required names '" + name + "', which is not a column.");
      }
    }
    JsonRowReader reader = new JsonRowReader(type, required);
    return new CheckedJsonDeserializer(reader, produced(context, physical), metadata, skipTombstones);
  }

  /** Physical columns first, then the chosen metadata in its order: this is how connectors find them. */
  private TypeInformation<RowData> produced(DynamicTableSource.Context context, DataType physical) {
    List<DataTypes.Field> fields = new ArrayList<>();
    List<String> names = DataType.getFieldNames(physical);
    for (int i = 0; i < names.size(); i++) {
      fields.add(DataTypes.FIELD(names.get(i), physical.getChildren().get(i)));
    }
    for (String key : metadata) {
      fields.add(DataTypes.FIELD(key, listReadableMetadata().get(key)));
    }
    return context.createTypeInformation(DataTypes.ROW(fields).notNull());
  }
}
