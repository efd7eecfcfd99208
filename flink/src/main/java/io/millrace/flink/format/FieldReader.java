package io.millrace.flink.format;

import java.io.IOException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonParser;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonToken;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.exc.InputCoercionException;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;

/** Reads one JSON value as one of a stream's field types; whatever the type cannot hold exactly is a bad record. */
enum FieldReader {
  STRING("a string") {
    @Override
    Object value(JsonParser json, JsonToken token) throws IOException {
      return token == JsonToken.VALUE_STRING ? StringData.fromString(json.getText()) : null;
    }
  },
  BOOLEAN("a boolean") {
    @Override
    Object value(JsonParser json, JsonToken token) throws IOException {
      return token.isBoolean() ? json.getBooleanValue() : null;
    }
  },
  INT("an int (whole, 32 bits)") {
    @Override
    Object value(JsonParser json, JsonToken token) throws IOException {
      if (token == JsonToken.VALUE_NUMBER_INT) {
        return json.getIntValue();
      }
      return token == JsonToken.VALUE_NUMBER_FLOAT ? json.getDecimalValue().intValueExact() : null;
    }
  },
  LONG("a long (whole, 64 bits)") {
    @Override
    Object value(JsonParser json, JsonToken token) throws IOException {
      if (token == JsonToken.VALUE_NUMBER_INT) {
        return json.getLongValue();
      }
      return token == JsonToken.VALUE_NUMBER_FLOAT ? json.getDecimalValue().longValueExact() : null;
    }
  },
  FLOAT("a float") {
    @Override
    Object value(JsonParser json, JsonToken token) throws IOException {
      float value = token.isNumeric() ? json.getFloatValue() : Float.NaN;
      return Float.isFinite(value) ? value : null;
    }
  },
  DOUBLE("a double") {
    @Override
    Object value(JsonParser json, JsonToken token) throws IOException {
      double value = token.isNumeric() ? json.getDoubleValue() : Double.NaN;
      return Double.isFinite(value) ? value : null;
    }
  },
  TIMESTAMP("a timestamp like 2026-01-31T23:59:59.999Z") {
    @Override
    Object value(JsonParser json, JsonToken token) throws IOException {
      if (token != JsonToken.VALUE_STRING) {
        return null;
      }
      long millis = TimestampText.parse(json.getText());
      return millis == TimestampText.INVALID ? null : TimestampData.fromEpochMillis(millis);
    }
  };

  private final String expected;

  FieldReader(String expected) {
    this.expected = expected;
  }

  /** The value in Flink's internal form; null if the token is none of this type. May throw where a number does not fit. */
  abstract Object value(JsonParser json, JsonToken token) throws IOException;

  Object read(JsonParser json, JsonToken token, String name) throws IOException, BadRecordException {
    Object value;
    try {
      value = value(json, token);
    } catch (ArithmeticException | InputCoercionException e) {
      value = null;
    }
    if (value == null) {
      throw new BadRecordException("field '" + name + "': " + shown(json, token) + " is not " + expected);
    }
    return value;
  }

  static FieldReader of(String name, LogicalType type) {
    return switch (type.getTypeRoot()) {
      case VARCHAR -> STRING;
      case BOOLEAN -> BOOLEAN;
      case INTEGER -> INT;
      case BIGINT -> LONG;
      case FLOAT -> FLOAT;
      case DOUBLE -> DOUBLE;
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> TIMESTAMP;
      default -> throw new ValidationException("Column '" + name + "': checked-json reads STRING, BOOLEAN, INT, BIGINT, FLOAT,"
          + " DOUBLE and TIMESTAMP_LTZ(3), not " + type.asSummaryString() + ".");
    };
  }

  private static String shown(JsonParser json, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "\"" + brief(json.getText(), 60) + "\"";
      default -> brief(json.getText(), 60);
    };
  }

  /** One line of at most so many characters. */
  static String brief(String text, int length) {
    String line = text.lines().findFirst().orElse("");
    return line.length() <= length ? line : line.substring(0, length) + "...";
  }
}
