package io.millrace.flink.runner;

import static io.millrace.flink.runner.TestPlans.insert;
import static io.millrace.flink.runner.TestPlans.plan;
import static io.millrace.flink.runner.TestPlans.table;
import static io.millrace.flink.runner.TestPlans.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flink.runner.CompiledPlan.Step;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.util.TestStreamEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NoRecordIsLostTest {
  @RegisterExtension
  static final MiniClusterExtension CLUSTER = new MiniClusterExtension(
      new MiniClusterResourceConfiguration.Builder().setNumberTaskManagers(1).setNumberSlotsPerTaskManager(2).build());

  private static final Step SOURCE = table("flights__source", "CREATE TEMPORARY TABLE `flights__source` ("
      + "`time` TIMESTAMP_LTZ(3), `origin` STRING, `__error` STRING METADATA FROM 'value.error' VIRTUAL,"
      + " `__raw` BYTES METADATA FROM 'value.raw' VIRTUAL, WATERMARK FOR `time` AS `time` - INTERVAL '5' SECOND)"
      + " WITH ('connector' = 'records', 'from' = 'flights', 'scan.watermark.emit.strategy' = 'on-event',"
      + " 'format' = 'checked-json', 'checked-json.required' = 'time;origin')");

  @Test
  void badAndLateRecordsGoTheirOwnWaysAndTheRestIsCounted(@InjectMiniCluster MiniCluster cluster) throws Exception {
    RecordsTableFactory.put("flights",
        "{\"time\":\"2026-01-01T12:00:10Z\",\"origin\":\"ATL\"}",
        "{oops",
        "{\"time\":\"2026-01-01T12:00:05Z\",\"origin\":\"JFK\"}",
        "{\"origin\":\"LAX\"}",
        "{\"time\":\"2026-01-01T12:00:06Z\",\"origin\":\"ATL\"}",
        "{\"time\":\"2026-01-01T12:05:00Z\",\"origin\":\"ATL\"}",
        "{\"time\":\"2026-01-01T12:00:59Z\",\"origin\":\"SFO\"}");

    TestStreamEnvironment environment = new TestStreamEnvironment(cluster, new Configuration(), 1, List.of(), List.of());
    PlannedJob.attach(pipeline(), environment);
    environment.execute();

    assertThat(CollectTableFactory.rows("dead")).hasSize(2)
        .anyMatch(row -> row.contains("not valid JSON")).anyMatch(row -> row.contains("field 'time' is required"));
    assertThat(CollectTableFactory.rows("late")).containsExactlyInAnyOrder("+I[late, JFK]", "+I[late, SFO]");
    assertThat(CollectTableFactory.rows("counts")).containsExactlyInAnyOrder(
        "+I[ATL, 2026-01-01T12:00, 2]", "+I[ATL, 2026-01-01T12:05, 1]");
  }

  private static CompiledPlan pipeline() {
    return plan("no-record-is-lost", SOURCE,
        view("good", "SELECT `time`, `origin`, `__raw` FROM `flights__source` WHERE `__error` IS NULL", "flights__source"),
        sink("dead", "`reason` STRING, `raw` BYTES"),
        insert("flights", "dead", "SELECT `__error`, `__raw` FROM `flights__source` WHERE `__error` IS NOT NULL"),
        sink("late", "`reason` STRING, `origin` STRING"),
        insert("flights", "late", "SELECT 'late', `origin` FROM `good` WHERE `time` <= CURRENT_WATERMARK(`time`)"),
        view("flights", "SELECT `time`, `origin` FROM `good` WHERE CURRENT_WATERMARK(`time`) IS NULL OR `time` > CURRENT_WATERMARK(`time`)", "good"),
        view("by_minute", "SELECT `origin`, `window_start`, COUNT(*) AS `flights` FROM TABLE(TUMBLE(TABLE `flights`, DESCRIPTOR(`time`),"
            + " INTERVAL '1' MINUTE)) GROUP BY `origin`, `window_start`, `window_end`", "flights"),
        sink("counts", "`origin` STRING, `minute` TIMESTAMP(3), `flights` BIGINT"),
        insert("out", "counts", "SELECT * FROM `by_minute`"));
  }

  private static Step sink(String name, String columns) {
    return table(name, "CREATE TEMPORARY TABLE `" + name + "` (" + columns + ") WITH ('connector' = 'collect', 'into' = '" + name + "')");
  }
}
