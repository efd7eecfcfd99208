package io.millrace.flink.dimension;

import java.io.Serializable;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;

/** Turns a record's value into the row that lookups answer, and a key column into the text that keys the topic. */
final class DimensionDecoder implements Serializable {
  private static final long serialVersionUID = 1L;

  private final DeserializationSchema<RowData> format;
  private final int arity;
  private final int key;
  private final RowData.FieldGetter keyGetter;
  private final boolean tellsErrors;

  DimensionDecoder(DeserializationSchema<RowData> format, int arity, int key, LogicalType keyType, boolean tellsErrors) {
    switch (keyType.getTypeRoot()) {
      case VARCHAR, INTEGER, BIGINT -> { }
      default -> throw new ValidationException("The key of a compacted-kafka table is STRING, INT or BIGINT, not " + keyType + ".");
    }
    this.format = format;
    this.arity = arity;
    this.key = key;
    this.keyGetter = RowData.createFieldGetter(keyType, 0);
    this.tellsErrors = tellsErrors;
  }

  void open(DeserializationSchema.InitializationContext context) throws Exception {
    format.open(context);
  }

  /** The physical columns of a good record. */
  GenericRowData decode(byte[] value) throws BadDimensionRecord {
    GenericRowData decoded;
    try {
      decoded = (GenericRowData) format.deserialize(value);
    } catch (Exception e) {
      throw new BadDimensionRecord(e.getMessage());
    }
    if (tellsErrors && !decoded.isNullAt(arity)) {
      throw new BadDimensionRecord(decoded.getString(arity).toString());
    }
    if (decoded.isNullAt(key)) {
      throw new BadDimensionRecord("its key column is null");
    }
    GenericRowData row = new GenericRowData(arity);
    for (int i = 0; i < arity; i++) {
      row.setField(i, decoded.getField(i));
    }
    return row;
  }

  /** The key of a decoded row, as the text that its record is keyed by. */
  String keyOf(GenericRowData row) {
    return String.valueOf(row.getField(key));
  }

  /** The key of a lookup (a row of the key column alone), or null. */
  String lookupKey(RowData keyRow) {
    Object value = keyGetter.getFieldOrNull(keyRow);
    return value == null ? null : value.toString();
  }

  /** A record that cannot become a row; the message says why. */
  static final class BadDimensionRecord extends Exception {
    private static final long serialVersionUID = 1L;

    BadDimensionRecord(String message) {
      super(message, null, false, false);
    }
  }
}
