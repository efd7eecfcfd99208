package io.millrace.flink.planner;

import io.millrace.flink.runner.CompiledPlan.Fragment;
import io.millrace.flink.runner.CompiledPlan.ViewStep;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.flink.sql.parser.impl.FlinkSqlParserImpl;
import org.apache.flink.sql.parser.validate.FlinkSqlConformance;

/**
 * Reads each typed text alone, as one expression or one query. What reads alone cannot end its place in the printed query and
 * begin something else: no unbalanced bracket, no second statement, no open comment.
 */
final class FragmentCheck {
  private static final SqlParser.Config FLINK_SQL = SqlParser.config()
      .withParserFactory(FlinkSqlParserImpl.FACTORY)
      .withConformance(FlinkSqlConformance.DEFAULT)
      .withQuoting(Quoting.BACK_TICK)
      .withUnquotedCasing(Casing.UNCHANGED)
      .withQuotedCasing(Casing.UNCHANGED)
      .withCaseSensitive(true)
      .withIdentifierMaxLength(256);

  private FragmentCheck() {}

  static List<PlanError> check(ViewStep step) {
    List<PlanError> errors = new ArrayList<>();
    for (Fragment fragment : step.fragments()) {
      if (!isWhereItSaysItIs(step, fragment)) {
        errors.add(new PlanError(step.node(), fragment.field(), "The compiled query does not hold this text at its line.", null, null));
        continue;
      }
      try {
        parse(fragment);
      } catch (SqlParseException e) {
        errors.add(Fault.of(e).in(step, fragment));
      }
    }
    return errors;
  }

  private static void parse(Fragment fragment) throws SqlParseException {
    SqlParser parser = SqlParser.create(fragment.text(), FLINK_SQL);
    switch (fragment.form()) {
      case "expression" -> parser.parseExpression();
      case "query" -> parser.parseQuery();
      default -> throw new IllegalArgumentException("A fragment's form is expression or query, not " + fragment.form() + ".");
    }
  }

  private static boolean isWhereItSaysItIs(ViewStep step, Fragment fragment) {
    List<String> query = step.query().lines().toList();
    List<String> text = fragment.text().lines().toList();
    int from = fragment.line() - 1;
    return from >= 0 && from + text.size() <= query.size() && query.subList(from, from + text.size()).equals(text);
  }
}
