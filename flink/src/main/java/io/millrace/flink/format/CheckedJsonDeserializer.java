package io.millrace.flink.format;

import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.util.Collector;

/** Turns every record into exactly one row (a skipped tombstone into none): a good one's fields, or nulls and the error. */
final class CheckedJsonDeserializer implements DeserializationSchema<RowData> {
  private static final long serialVersionUID = 1L;

  private final JsonRowReader reader;
  private final TypeInformation<RowData> produced;
  private final String[] metadata;
  private final boolean skipTombstones;

  CheckedJsonDeserializer(
      JsonRowReader reader, TypeInformation<RowData> produced, List<String> metadata, boolean skipTombstones) {
    this.reader = reader;
    this.produced = produced;
    this.metadata = metadata.toArray(new String[0]);
    this.skipTombstones = skipTombstones;
  }

  @Override
  public void deserialize(byte[] record, Collector<RowData> out) {
    if (record != null || !skipTombstones) {
      out.collect(deserialize(record));
    }
  }

  @Override
  public RowData deserialize(byte[] record) {
    int arity = reader.arity() + metadata.length;
    GenericRowData row = new GenericRowData(arity);
    String error = null;
    try {
      reader.read(record, row);
    } catch (BadRecordException e) {
      row = new GenericRowData(arity);
      error = e.getMessage();
    }
    for (int i = 0; i < metadata.length; i++) {
      boolean isError = metadata[i].equals(CheckedJsonDecodingFormat.ERROR);
      row.setField(reader.arity() + i, isError ? StringData.fromString(error) : record);
    }
    return row;
  }

  @Override
  public boolean isEndOfStream(RowData row) {
    return false;
  }

  @Override
  public TypeInformation<RowData> getProducedType() {
    return produced;
  }
}
