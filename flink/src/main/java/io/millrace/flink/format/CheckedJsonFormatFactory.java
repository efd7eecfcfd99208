package io.millrace.flink.format;

import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableFactory;
import org.apache.flink.table.factories.FactoryUtil;

/**
 * Format {@code checked-json}: reads JSON records, and turns one that does not fit its schema into a row of nulls that says
 * why (metadata {@code error}) and carries the original bytes (metadata {@code raw}). It only reads; sinks use {@code json}.
 */
public final class CheckedJsonFormatFactory implements DeserializationFormatFactory {
  static final ConfigOption<List<String>> REQUIRED =
      ConfigOptions.key("required").stringType().asList().defaultValues()
          .withDescription("Fields that must be present and not null, separated by ';'.");
  static final ConfigOption<Boolean> SKIP_TOMBSTONES =
      ConfigOptions.key("skip-tombstones").booleanType().defaultValue(false)
          .withDescription("Pass over records without a value (deletions in a compacted topic) instead of reporting them.");

  @Override
  public String factoryIdentifier() {
    return "checked-json";
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of();
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of(REQUIRED, SKIP_TOMBSTONES);
  }

  @Override
  public Set<ConfigOption<?>> forwardOptions() {
    return optionalOptions();
  }

  @Override
  public DecodingFormat<DeserializationSchema<RowData>> createDecodingFormat(
      DynamicTableFactory.Context context, ReadableConfig options) {
    FactoryUtil.validateFactoryOptions(this, options);
    return new CheckedJsonDecodingFormat(options.get(REQUIRED), options.get(SKIP_TOMBSTONES));
  }
}
