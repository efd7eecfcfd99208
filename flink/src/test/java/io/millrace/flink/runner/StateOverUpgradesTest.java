package io.millrace.flink.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.util.TestStreamEnvironment;
import org.apache.flink.test.junit5.InjectClusterClient;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class StateOverUpgradesTest {
  @RegisterExtension
  static final MiniClusterExtension CLUSTER = new MiniClusterExtension(
      new MiniClusterResourceConfiguration.Builder().setNumberTaskManagers(1).setNumberSlotsPerTaskManager(2).build());

  private static final String COUNTS = "SELECT `origin`, COUNT(*) AS `flights`, SUM(`delay` + 1) AS `delays` FROM `%s` GROUP BY `origin`";

  @TempDir Path directory;

  @Test
  void anAggregateGoesOnCountingAfterNodesWereAddedBeforeAndAfterIt(
      @InjectMiniCluster MiniCluster cluster, @InjectClusterClient RestClusterClient<?> client) throws Exception {
    writeFlights("first.json", 50);
    JobID first = run(cluster, before(), "");
    waitForRow("before", "[ATL, 50, 100]");
    String savepoint = client
        .stopWithSavepoint(first, false, directory.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
        .get(60, TimeUnit.SECONDS);

    writeFlights("second.json", 50);
    JobID second = run(cluster, after(), savepoint);
    waitForRow("after", "[ATL, HIGH, 100]");
    client.cancel(second).get(30, TimeUnit.SECONDS);

    assertThat(CollectTableFactory.rows("after")).hasSize(100);
  }

  private CompiledPlan before() {
    return TestPlans.plan("counts",
        source(),
        TestPlans.view("by_origin", COUNTS.formatted("flights"), "flights"),
        sink("before", "`flights` BIGINT, `delays` BIGINT"),
        TestPlans.insert("out", "before", "SELECT `origin`, `flights`, `delays` FROM `by_origin`"));
  }

  /** The same aggregate; before it a filter with a reader of its own, after it a select. */
  private CompiledPlan after() {
    return TestPlans.plan("counts",
        source(),
        TestPlans.view("flown", "SELECT `id` * 2 AS `twice`, `origin`, `delay` FROM `flights` WHERE `delay` >= 0 AND `id` > -1", "flights"),
        TestPlans.view("by_origin", COUNTS.formatted("flown"), "flown"),
        TestPlans.view("labelled",
            "SELECT `origin`, CASE WHEN `delays` > 10 THEN 'HIGH' ELSE 'LOW' END AS `label`, `flights` FROM `by_origin`", "by_origin"),
        sink("after", "`label` STRING, `flights` BIGINT"),
        sink("seen", "`twice` INT"),
        TestPlans.insert("seen", "seen", "SELECT `origin`, `twice` FROM `flown`"),
        TestPlans.insert("out", "after", "SELECT `origin`, `label`, `flights` FROM `labelled`"));
  }

  private CompiledPlan.Step source() {
    return TestPlans.table("flights", "CREATE TEMPORARY TABLE `flights` (`id` INT, `origin` STRING, `delay` BIGINT) WITH ("
        + "'connector' = 'filesystem', 'path' = '" + directory.resolve("input").toUri() + "',"
        + "'source.monitor-interval' = '200 ms', 'format' = 'json')");
  }

  private static CompiledPlan.Step sink(String name, String columns) {
    return TestPlans.table(name, "CREATE TEMPORARY TABLE `" + name + "` (`origin` STRING, " + columns
        + ") WITH ('connector' = 'collect', 'into' = '" + name + "')");
  }

  private void writeFlights(String name, int count) throws Exception {
    String lines = IntStream.range(0, count)
        .mapToObj(id -> "{\"id\":" + id + ",\"origin\":\"ATL\",\"delay\":1}").collect(Collectors.joining("\n"));
    Path written = Files.writeString(directory.resolve(name), lines);
    Files.createDirectories(directory.resolve("input"));
    Files.move(written, directory.resolve("input").resolve(name));
  }

  /** Starts a plan the way the main class does, and waits until its job runs. */
  private JobID run(MiniCluster cluster, CompiledPlan plan, String savepoint) throws Exception {
    Configuration configuration = Configuration.fromMap(Map.of("execution.checkpointing.interval", "1 s"));
    if (!savepoint.isEmpty()) {
      configuration.setString("execution.state-recovery.path", savepoint);
    }
    PipelineRunner.run(
        new String[] {"--application-properties", TestPlans.propertiesFile(directory, plan).toString()},
        new TestStreamEnvironment(cluster, configuration, 1, List.of(), List.of()));
    for (long end = System.nanoTime() + Duration.ofSeconds(60).toNanos(); System.nanoTime() < end; Thread.sleep(50)) {
      for (JobStatusMessage job : cluster.listJobs().get()) {
        if (job.getJobState() == JobStatus.RUNNING) {
          return job.getJobId();
        }
      }
    }
    throw new AssertionError("The job does not run.");
  }

  private static void waitForRow(String sink, String row) throws InterruptedException {
    for (long end = System.nanoTime() + Duration.ofSeconds(60).toNanos(); System.nanoTime() < end; Thread.sleep(50)) {
      if (CollectTableFactory.rows(sink).stream().anyMatch(seen -> seen.endsWith(row))) {
        return;
      }
    }
    throw new AssertionError("No row " + row + " in " + sink + ", but " + CollectTableFactory.rows(sink));
  }
}
