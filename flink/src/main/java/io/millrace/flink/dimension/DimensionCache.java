package io.millrace.flink.dimension;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;

/** The latest row of each key. One thread writes (in the topic's order), others look up; it never holds more than maxRows. */
final class DimensionCache {
  private final Map<String, RowData> rows = new ConcurrentHashMap<>();
  private final DimensionDecoder decoder;
  private final long maxRows;

  DimensionCache(DimensionDecoder decoder, long maxRows) {
    this.decoder = decoder;
    this.maxRows = maxRows;
  }

  /** Takes the next record of the topic: a value replaces its key's row, no value (a tombstone) removes it. */
  void apply(byte[] key, byte[] value) throws DimensionDecoder.BadDimensionRecord {
    if (value == null) {
      if (key != null) {
        rows.remove(new String(key, StandardCharsets.UTF_8));
      }
      return;
    }
    GenericRowData row = decoder.decode(value);
    rows.put(decoder.keyOf(row), row);
    if (rows.size() > maxRows) {
      throw new IllegalStateException("it has more than " + maxRows + " rows; raise 'max-rows' if the tasks' memory allows");
    }
  }

  /** The row of a key, or null. */
  RowData get(String key) {
    return key == null ? null : rows.get(key);
  }

  int size() {
    return rows.size();
  }
}
