package io.millrace.flink.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.connector.source.ScanRuntimeProviderContext;
import org.apache.flink.table.types.DataType;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedJsonTest {
  private static final DataType FLIGHT = DataTypes.ROW(
      DataTypes.FIELD("time", DataTypes.TIMESTAMP_LTZ(3)),
      DataTypes.FIELD("origin", DataTypes.STRING()),
      DataTypes.FIELD("delay", DataTypes.INT()),
      DataTypes.FIELD("distance", DataTypes.BIGINT()),
      DataTypes.FIELD("score", DataTypes.DOUBLE()),
      DataTypes.FIELD("ratio", DataTypes.FLOAT()),
      DataTypes.FIELD("cancelled", DataTypes.BOOLEAN()));
  private static final int ERROR = 7;
  private static final int RAW = 8;

  @Test
  void aGoodRecordBecomesARowWithoutAnError() throws Exception {
    RowData row = read("{\"time\":\"2026-01-31T23:59:59.5Z\",\"origin\":\"ATL\",\"delay\":-3,\"distance\":9007199254740993,"
        + "\"score\":1,\"ratio\":0.5,\"cancelled\":true,\"unknown\":{\"a\":[1]}}");

    assertThat(row.getTimestamp(0, 3).getMillisecond()).isEqualTo(1769903999500L);
    assertThat(row.getString(1)).hasToString("ATL");
    assertThat(row.getInt(2)).isEqualTo(-3);
    assertThat(row.getLong(3)).isEqualTo(9007199254740993L);
    assertThat(row.getDouble(4)).isEqualTo(1.0);
    assertThat(row.getFloat(5)).isEqualTo(0.5f);
    assertThat(row.getBoolean(6)).isTrue();
    assertThat(row.isNullAt(ERROR)).isTrue();
  }

  @Test
  void aWholeNumberWrittenWithAPointIsAnInt() throws Exception {
    assertThat(read("{\"origin\":\"ATL\",\"delay\":2.0,\"distance\":1e3}").getLong(3)).isEqualTo(1000);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
    "{\"origin\":\"ATL\",\"delay\":1.5}          | field 'delay': 1.5 is not an int (whole, 32 bits)",
    "{\"origin\":\"ATL\",\"delay\":3000000000}   | field 'delay': 3000000000 is not an int (whole, 32 bits)",
    "{\"origin\":\"ATL\",\"delay\":\"7\"}        | field 'delay': \"7\" is not an int (whole, 32 bits)",
    "{\"origin\":\"ATL\",\"distance\":1e30}      | field 'distance': 1e30 is not a long (whole, 64 bits)",
    "{\"origin\":\"ATL\",\"score\":1e400}        | field 'score': 1e400 is not a double",
    "{\"origin\":\"ATL\",\"ratio\":1e39}         | field 'ratio': 1e39 is not a float",
    "{\"origin\":\"ATL\",\"cancelled\":\"yes\"}  | field 'cancelled': \"yes\" is not a boolean",
    "{\"origin\":5}                              | field 'origin': 5 is not a string",
    "{\"origin\":{\"a\":1}}                      | field 'origin': an object is not a string",
    "{\"origin\":\"ATL\",\"time\":5}             | field 'time': 5 is not a timestamp like 2026-01-31T23:59:59.999Z",
    "{\"delay\":5}                               | field 'origin' is required",
    "{\"origin\":null}                           | field 'origin' is required",
    "[1]                                         | not a JSON object",
    "{\"origin\":\"ATL\"}{}                      | more text after the JSON object",
  })
  void aRecordThatDoesNotFitBecomesNullsWithItsErrorAndItsBytes(String record, String error) throws Exception {
    RowData row = read(record);

    assertThat(row.getString(ERROR)).hasToString(error);
    assertThat(row.getBinary(RAW)).isEqualTo(record.getBytes(StandardCharsets.UTF_8));
    assertThat(row.isNullAt(1)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{oops", "{\"origin\":\"A", "nonsense", "{\"origin\":NaN}", "{\"origin\":\"ATL\"} x"})
  void whatIsNoJsonSaysSo(String record) throws Exception {
    assertThat(read(record).getString(ERROR).toString()).startsWith("not valid JSON at byte ").doesNotContain("\n");
  }

  @Test
  void anEmptyRecordAndATombstoneAreBad() throws Exception {
    assertThat(read("").getString(ERROR)).hasToString("empty record");
    assertThat(decoder(false).deserialize(null).getString(ERROR)).hasToString("no value (tombstone)");
  }

  @Test
  void tombstonesArePassedOverIfAsked() throws Exception {
    List<RowData> rows = new ArrayList<>();
    decoder(true).deserialize(null, new Collector<RowData>() {
      @Override
      public void collect(RowData row) {
        rows.add(row);
      }

      @Override
      public void close() {}
    });

    assertThat(rows).isEmpty();
  }

  @Test
  void aRequiredFieldMustBeAColumn() {
    DecodingFormat<DeserializationSchema<RowData>> format = format("origin;nowhere", false);

    assertThatThrownBy(() -> format.createRuntimeDecoder(ScanRuntimeProviderContext.INSTANCE, FLIGHT))
        .isInstanceOf(ValidationException.class).hasMessageContaining("'nowhere'");
  }

  @Test
  void aColumnTypeThatStreamsDoNotHaveIsRefused() {
    DataType type = DataTypes.ROW(DataTypes.FIELD("price", DataTypes.DECIMAL(10, 2)));

    assertThatThrownBy(() -> format("", false).createRuntimeDecoder(ScanRuntimeProviderContext.INSTANCE, type))
        .isInstanceOf(ValidationException.class).hasMessageContaining("'price'");
  }

  private static RowData read(String record) throws Exception {
    return decoder(false).deserialize(record.getBytes(StandardCharsets.UTF_8));
  }

  private static DeserializationSchema<RowData> decoder(boolean skipsTombstones) {
    DecodingFormat<DeserializationSchema<RowData>> format = format("origin", skipsTombstones);
    format.applyReadableMetadata(List.of("error", "raw"));
    return format.createRuntimeDecoder(ScanRuntimeProviderContext.INSTANCE, FLIGHT);
  }

  private static DecodingFormat<DeserializationSchema<RowData>> format(String required, boolean skipsTombstones) {
    Configuration options = new Configuration();
    options.setString("required", required);
    options.setString("skip-tombstones", String.valueOf(skipsTombstones));
    return new CheckedJsonFormatFactory().createDecodingFormat(null, options);
  }
}
