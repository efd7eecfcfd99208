package io.millrace.flink.planner;

import static io.millrace.flink.runner.TestPlans.insert;
import static io.millrace.flink.runner.TestPlans.plan;
import static io.millrace.flink.runner.TestPlans.table;
import static io.millrace.flink.runner.TestPlans.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flink.runner.CompiledPlan;
import io.millrace.flink.runner.CompiledPlan.Fragment;
import io.millrace.flink.runner.CompiledPlan.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanCheckTest {
  private static final String KAFKA = "'connector' = 'kafka', 'topic' = 't', 'properties.bootstrap.servers' = '127.0.0.1:1'";
  private static final Step FLIGHTS = table("flights", "CREATE TEMPORARY TABLE `flights` (`time` TIMESTAMP_LTZ(3), `origin` STRING,"
      + " `delay` INT, WATERMARK FOR `time` AS `time` - INTERVAL '5' SECOND) WITH (" + KAFKA
      + ", 'scan.startup.mode' = 'earliest-offset', 'format' = 'checked-json')");
  private static final Step SECRET = table("secret", "CREATE TEMPORARY TABLE `secret` (`origin` STRING, `delay` INT) WITH (" + KAFKA
      + ", 'scan.startup.mode' = 'earliest-offset', 'format' = 'checked-json')");

  @Test
  void aPlanAnswersWithColumnsChangelogAndOperatorsOfEachNode() {
    PlanAnswer answer = check(
        condition("late", "`delay` > 10"),
        view("by_origin", "SELECT `origin`, COUNT(*) AS `flights` FROM `late` GROUP BY `origin`", "late"),
        sink("out", "`time` TIMESTAMP_LTZ(3), `origin` STRING, `delay` INT"),
        insert("out", "out", "SELECT * FROM `late`"));

    assertThat(answer.errors()).isNull();
    assertThat(answer.nodes()).extracting(PlanAnswer.Node::name).containsExactly("late", "by_origin");
    assertThat(answer.nodes()).extracting(PlanAnswer.Node::changelog).containsExactly("append", "upsert");
    assertThat(answer.nodes().get(0).columns().get(0)).isEqualTo(new PlanAnswer.Col("time", "TIMESTAMP_LTZ(3)", true, true));
    assertThat(answer.nodes().get(1).columns().get(1)).isEqualTo(new PlanAnswer.Col("flights", "BIGINT", false, false));
    assertThat(answer.operators()).extracting(PlanAnswer.Operator::name)
        .containsExactly("flights: TableSourceScan", "late: Calc", "late: StreamRecordTimestampInserter", "out: Sink");
    assertThat(answer.physicalPlan()).contains("late: Calc(select=[time, origin, delay], where=[(delay > 10)])");
  }

  @Test
  void anErrorTellsLineAndColumnWithinTheTypedText() {
    PlanAnswer answer = check(condition("late", "`delay` > 10\n  AND `nowhere` = 1"));

    assertThat(answer.errors()).containsExactly(
        new PlanError("late", "/condition", "Column 'nowhere' not found in any table", 2, 7));
  }

  @Test
  void aSyntaxErrorTellsLineAndColumnWithinTheTypedText() {
    PlanAnswer answer = check(condition("late", "`delay` >\n  10 20"));

    assertThat(answer.errors()).containsExactly(new PlanError("late", "/condition", "Encountered \"20\".", 2, 6));
  }

  @Test
  void everyBrokenNodeIsReportedButNotThoseThatOnlyReadABrokenOne() {
    PlanAnswer answer = check(
        condition("one", "`nowhere` = 1"),
        condition("two", "`delay` + "),
        view("three", "SELECT * FROM `one`", "one"),
        view("four", "SELECT `origin` + 1 FROM `flights`", "flights"));

    assertThat(answer.ok()).isFalse();
    assertThat(answer.errors()).extracting(PlanError::node).containsExactly("one", "two", "four");
  }

  @Test
  void aBadTableIsTheFaultOfItsNode() {
    PlanAnswer answer = check(table("out", "CREATE TEMPORARY TABLE `out` (`a` NONSENSE) WITH (" + KAFKA + ")"));

    assertThat(answer.errors()).singleElement().satisfies(error -> {
      assertThat(error.node()).isEqualTo("out");
      assertThat(error.field()).isNull();
      assertThat(error.message()).contains("NONSENSE").doesNotContain("\n").doesNotContain("Exception");
    });
  }

  @Test
  void aSinkThatCannotTakeChangesIsTheFaultOfItsNode() {
    PlanAnswer answer = check(
        view("by_origin", "SELECT `origin`, COUNT(*) AS `flights` FROM `flights` GROUP BY `origin`", "flights"),
        sink("out", "`origin` STRING, `flights` BIGINT"),
        insert("out", "out", "SELECT * FROM `by_origin`"));

    assertThat(answer.errors()).singleElement().satisfies(error -> {
      assertThat(error.node()).isEqualTo("out");
      assertThat(error.message()).contains("doesn't support consuming update changes");
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "1=1) UNION SELECT * FROM secret --",
    "1=1) UNION ALL (SELECT * FROM secret WHERE (1=1",
    "1=1; DROP TABLE flights",
    "1=1 /*",
    "1=1 --\n) UNION SELECT * FROM secret --",
    "true, (SELECT 1)",
    "SELECT",
    ""})
  void aTextThatIsNoSingleExpressionIsRefused(String text) {
    assertThat(check(condition("late", text)).errors()).extracting(PlanError::field).containsOnly("/condition");
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "`origin` IN (SELECT `origin` FROM `secret`)",
    "EXISTS (SELECT 1 FROM `default_catalog`.`default_database`.`secret`)",
    "`origin` = (WITH `secret` AS (SELECT * FROM `secret`) SELECT MAX(`origin`) FROM `secret`)",
    "`origin` IN (SELECT `origin` FROM `late`)"})
  void aTextCannotReadWhatIsNotItsInput(String text) {
    assertThat(check(condition("late", text)).errors()).singleElement().satisfies(error -> {
      assertThat(error.field()).isEqualTo("/condition");
      assertThat(error.message()).contains("not found");
    });
  }

  @Test
  void aTypedQueryReadsItsInputsAndItsOwnCommonTableExpressions() {
    String query = "WITH `big` AS (SELECT * FROM `flights` WHERE `delay` > 5)\nSELECT `origin` FROM `big`";
    PlanAnswer answer = check(
        view("mine", query, new Fragment("/sql", query, "query", 1), "flights"),
        sink("out", "`origin` STRING"),
        insert("out", "out", "SELECT * FROM `mine`"));

    assertThat(answer.errors()).isNull();
  }

  @Test
  void aTypedQueryCannotChangeWhereATableReadsFrom() {
    String query = "SELECT `origin` FROM `flights` /*+ OPTIONS('topic'='secret') */";
    PlanAnswer answer = check(view("mine", query, new Fragment("/sql", query, "query", 1), "flights"));

    assertThat(answer.errors()).singleElement().satisfies(error -> assertThat(error.message()).contains("OPTIONS"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"INSERT INTO `out` SELECT 1", "DROP TABLE `flights`", "SELECT 1; SELECT 2", "SET 'a' = 'b'"})
  void aTypedQueryIsOneQueryAndNoOtherStatement(String text) {
    assertThat(check(view("mine", text, new Fragment("/sql", text, "query", 1), "flights")).errors())
        .extracting(PlanError::field).containsOnly("/sql");
  }

  @Test
  void aTextMustStandWhereThePlanSaysItDoes() {
    PlanAnswer answer = check(view("late", "SELECT * FROM `flights` WHERE 1=1", new Fragment("/condition", "`delay` > 1", "expression", 1), "flights"));

    assertThat(answer.errors()).singleElement().satisfies(error -> assertThat(error.message()).contains("does not hold this text"));
  }

  @Test
  void aWindowOverRowsThatWereNotSplitDropsLateOnes() {
    String window = "SELECT `origin`, COUNT(*) AS `flights` FROM TABLE(TUMBLE(TABLE `%s`, DESCRIPTOR(`time`), INTERVAL '1' MINUTE))"
        + " GROUP BY `origin`, `window_start`, `window_end`";
    PlanAnswer answer = check(
        view("on_time", "SELECT * FROM `flights` WHERE CURRENT_WATERMARK(`time`) IS NULL OR `time` > CURRENT_WATERMARK(`time`)", "flights"),
        view("safe", window.formatted("on_time"), "on_time"),
        view("dropping", window.formatted("flights"), "flights"),
        sink("out", "`origin` STRING, `flights` BIGINT"),
        insert("out", "out", "SELECT * FROM `safe` UNION ALL SELECT * FROM `dropping`"));

    assertThat(answer.errors()).isNull();
    assertThat(answer.lateDropping()).containsExactly("dropping");
  }

  private static PlanAnswer check(Step... steps) {
    List<Step> all = new ArrayList<>(List.of(FLIGHTS, SECRET));
    all.addAll(List.of(steps));
    return PlanCheck.run(plan("p", all.toArray(new Step[0])));
  }

  private static CompiledPlan.ViewStep condition(String name, String text) {
    return view(name, "SELECT * FROM `flights` WHERE (\n" + text + "\n)", new Fragment("/condition", text, "expression", 2), "flights");
  }

  private static Step sink(String name, String columns) {
    return table(name, "CREATE TEMPORARY TABLE `" + name + "` (" + columns + ") WITH (" + KAFKA + ", 'format' = 'json')");
  }
}
