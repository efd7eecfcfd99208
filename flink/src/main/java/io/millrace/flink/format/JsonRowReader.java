package io.millrace.flink.format;

import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonFactory;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonParser;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonToken;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.types.logical.RowType;

/**
 * Reads one JSON object into the fields of a row, strictly. The stock converters cut 1.5 to 1, read "yes" as false and stop
 * before the end of the record; here a value either fits its field exactly or the record is bad. Unknown fields are ignored.
 */
final class JsonRowReader implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final JsonFactory JSON = new JsonFactory();

  private final String[] names;
  private final FieldReader[] readers;
  private final boolean[] required;
  private final Map<String, Integer> positions = new HashMap<>();

  JsonRowReader(RowType type, List<String> required) {
    this.names = type.getFieldNames().toArray(new String[0]);
    this.readers = new FieldReader[names.length];
    this.required = new boolean[names.length];
    for (int i = 0; i < names.length; i++) {
      readers[i] = FieldReader.of(names[i], type.getTypeAt(i));
      this.required[i] = required.contains(names[i]);
      positions.put(names[i], i);
    }
  }

  int arity() {
    return names.length;
  }

  /** Fills the first {@link #arity()} fields of the row, or says what is wrong with the record. */
  void read(byte[] record, GenericRowData row) throws BadRecordException {
    if (record == null || record.length == 0) {
      throw new BadRecordException(record == null ? "no value (tombstone)" : "empty record");
    }
    try (JsonParser json = JSON.createParser(record)) {
      readObject(json, row);
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
      throw new BadRecordException("not valid JSON at byte " + at + ": " + FieldReader.brief(e.getOriginalMessage(), 160));
    } catch (IOException e) {
      throw new BadRecordException("not readable: " + FieldReader.brief(String.valueOf(e.getMessage()), 160));
    }
    checkRequired(row);
  }

  private void readObject(JsonParser json, GenericRowData row) throws IOException, BadRecordException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new BadRecordException("not a JSON object");
    }
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      Integer position = positions.get(name);
      if (position == null) {
        json.skipChildren();
      } else {
        row.setField(position, token == JsonToken.VALUE_NULL ? null : readers[position].read(json, token, name));
      }
    }
    if (json.nextToken() != null) {
      throw new BadRecordException("more text after the JSON object");
    }
  }

  private void checkRequired(GenericRowData row) throws BadRecordException {
    for (int i = 0; i < names.length; i++) {
      if (required[i] && row.isNullAt(i)) {
        throw new BadRecordException("field '" + names[i] + "' is required");
      }
    }
  }
}
