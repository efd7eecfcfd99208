package io.millrace.flink.runner;

import static io.millrace.flink.runner.TestPlans.insert;
import static io.millrace.flink.runner.TestPlans.plan;
import static io.millrace.flink.runner.TestPlans.table;
import static io.millrace.flink.runner.TestPlans.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flink.runner.CompiledPlan.Step;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class PlannedJobTest {
  private static final Step FLIGHTS = table("flights", "CREATE TEMPORARY TABLE `flights` (`id` INT, `origin` STRING, `delay` INT)"
      + " WITH ('connector' = 'datagen')");
  private static final Step BY_ORIGIN = view("by_origin",
      "SELECT `origin`, COUNT(*) AS `flights`, SUM(`delay` + 1) FILTER (WHERE `delay` > 0) AS `delays` FROM `flights` GROUP BY `origin`",
      "flights");
  private static final Step OUT = table("out", "CREATE TEMPORARY TABLE `out` (`origin` STRING, `flights` BIGINT) WITH ('connector' = 'blackhole')");
  private static final Step TO_OUT = insert("out", "out", "SELECT `origin`, `flights` FROM `by_origin`");

  @Test
  void operatorsCarryTheNamesOfTheirNodes() {
    PlannedJob job = job(FLIGHTS,
        view("delayed", "SELECT * FROM `flights` WHERE `delay` > 10", "flights"),
        view("upper", "SELECT UPPER(`origin`) AS `origin`, `delay` FROM `delayed`", "delayed"),
        view("by_origin", "SELECT `origin`, COUNT(*) AS `flights` FROM `upper` GROUP BY `origin`", "upper"),
        OUT, TO_OUT);

    assertThat(job.operators()).extracting(PlannedOperator::name).containsExactly(
        "flights: TableSourceScan", "delayed, upper, by_origin: Calc", "by_origin: GroupAggregate", "out: Sink");
  }

  @Test
  void equalOperatorsOfTwoNodesAreToldApartByWhatFeedsThem() {
    PlannedJob job = job(FLIGHTS,
        view("early", "SELECT `origin`, COUNT(*) AS `flights` FROM `flights` WHERE `delay` < 0 GROUP BY `origin`", "flights"),
        view("late", "SELECT `origin`, COUNT(*) AS `flights` FROM `flights` WHERE `delay` > 99 GROUP BY `origin`", "flights"),
        view("both", "SELECT * FROM `late` UNION ALL SELECT * FROM `early`", "late", "early"),
        OUT, insert("out", "out", "SELECT * FROM `both`"));

    assertThat(job.text()).containsPattern("late: GroupAggregate[^\n]*\n[^\n]*Exchange[^\n]*\n[^\n]*late: Calc[^\n]*> 99");
    assertThat(job.text()).containsPattern("early: GroupAggregate[^\n]*\n[^\n]*Exchange[^\n]*\n[^\n]*early: Calc[^\n]*< 0");
  }

  @Test
  void theUidsOfStateStayWhenNodesAreAddedAroundIt() {
    List<String> before = statefulUids(job(FLIGHTS, BY_ORIGIN, OUT, TO_OUT));
    List<String> after = statefulUids(job(FLIGHTS,
        view("flown", "SELECT `id` * 2 AS `twice`, `delay` * 3 AS `thrice`, `origin`, `delay` FROM `flights` WHERE `id` > 5", "flights"),
        view("other", "SELECT `twice`, COUNT(*) AS `n` FROM `flown` GROUP BY `twice`", "flown"),
        view("by_origin", ((CompiledPlan.ViewStep) BY_ORIGIN).query().replace("`flights` GROUP", "`flown` GROUP"), "flown"),
        view("named", "SELECT UPPER(`origin`) AS `origin`, `flights` FROM `by_origin` WHERE `origin` <> 'ATL' AND `flights` > 3", "by_origin"),
        OUT, insert("out", "out", "SELECT `origin`, `flights` FROM `named`"),
        table("others", "CREATE TEMPORARY TABLE `others` (`twice` INT, `n` BIGINT) WITH ('connector' = 'blackhole')"),
        insert("others", "others", "SELECT * FROM `other`")));

    assertThat(before).hasSize(3);
    assertThat(after).containsAll(before);
  }

  @Test
  void theUidOfAnAggregateMovesWhenTheAggregateItselfChanges() {
    List<String> before = statefulUids(job(FLIGHTS, BY_ORIGIN, OUT, TO_OUT));
    List<String> after = statefulUids(job(FLIGHTS,
        view("by_origin", ((CompiledPlan.ViewStep) BY_ORIGIN).query().replace("`delay` + 1", "`delay` + 2"), "flights"), OUT, TO_OUT));

    assertThat(after).hasSize(3).doesNotContain(before.get(1));
  }

  @Test
  void aFilterBehindAnAggregateStaysBehindItSoThatTheStateHoldsEveryKey() {
    PlannedJob job = job(FLIGHTS, BY_ORIGIN,
        view("atlanta", "SELECT * FROM `by_origin` WHERE `origin` = 'ATL'", "by_origin"),
        OUT, insert("out", "out", "SELECT `origin`, `flights` FROM `atlanta`"));

    assertThat(job.text().substring(job.text().indexOf("GroupAggregate("))).doesNotContain("ATL");
    assertThat(job.text()).contains("atlanta: Calc").doesNotContain("blackhole");
  }

  @Test
  void joinsAndWindowsOfOneNodeBelongToIt() {
    PlannedJob job = job(FLIGHTS, BY_ORIGIN,
        view("joined", "SELECT `f`.`origin`, `b`.`flights` FROM `flights` AS `f` JOIN `by_origin` AS `b` ON `f`.`origin` = `b`.`origin`",
            "flights", "by_origin"),
        OUT, insert("out", "out", "SELECT * FROM `joined`"));

    assertThat(job.operators()).extracting(PlannedOperator::name).contains("by_origin: GroupAggregate", "joined: Join");
  }

  @Test
  void onlyTableOptionsAndTheNameAreSetByCode() {
    Configuration given = Configuration.fromMap(Map.of("parallelism.default", "3"));
    StreamExecutionEnvironment environment = new StreamExecutionEnvironment(given);
    PlannedJob.attach(plan("p", FLIGHTS, BY_ORIGIN, OUT, TO_OUT), environment);

    assertThat(environment.getParallelism()).isEqualTo(3);
    assertThat(((Configuration) environment.getConfiguration()).keySet())
        .allMatch(key -> key.startsWith("table.") || key.startsWith("__table.") || List.of("pipeline.name", "parallelism.default").contains(key));
  }

  private static PlannedJob job(Step... steps) {
    return PlannedJob.attach(plan("p", steps), new StreamExecutionEnvironment(new Configuration()));
  }

  private static List<String> statefulUids(PlannedJob job) {
    return job.operators().stream().filter(PlannedOperator::stateful).map(PlannedOperator::uid).toList();
  }
}
