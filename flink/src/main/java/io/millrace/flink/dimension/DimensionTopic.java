package io.millrace.flink.dimension;

import java.io.Serializable;
import java.time.Duration;
import java.util.Properties;

/** Where a dimension comes from and what it may take: its topic, the consumer's properties, time to load and rows in memory. */
record DimensionTopic(String name, Properties consumer, Duration loadTimeout, long maxRows) implements Serializable {}
