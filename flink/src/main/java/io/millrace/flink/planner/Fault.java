package io.millrace.flink.planner;

import io.millrace.flink.runner.CompiledPlan.Fragment;
import io.millrace.flink.runner.CompiledPlan.Step;
import io.millrace.flink.runner.CompiledPlan.ViewStep;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.flink.table.api.TableException;
import org.apache.flink.table.api.ValidationException;

/** The useful line of what Flink throws, with the place in the SQL text where it says one. */
record Fault(String message, Integer line, Integer column) {
  private static final Pattern PLACE = Pattern.compile("(?:From| at) line \\d+, column \\d+(?: to line \\d+, column \\d+)?:? ?");
  private static final List<String> WRAPPINGS = List.of("SQL parse failed. ", "SQL validation failed. ");

  static Fault of(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof CalciteContextException at) {
        String message = at.getCause() == null ? at.getMessage() : at.getCause().getMessage();
        return new Fault(useful(message), at.getPosLine(), at.getPosColumn());
      }
      if (cause instanceof SqlParseException at && at.getPos() != null) {
        return new Fault(useful(at.getMessage()), at.getPos().getLineNum(), at.getPos().getColumnNum());
      }
    }
    return new Fault(useful(deepest(thrown).getMessage()), null, null);
  }

  /** The error of a step: a place within a typed text becomes relative to that text. */
  PlanError in(Step step) {
    List<Fragment> fragments = step instanceof ViewStep view ? view.fragments() : List.of();
    for (Fragment fragment : fragments) {
      int last = fragment.line() + (int) fragment.text().lines().count() - 1;
      if (line != null && line >= fragment.line() && line <= last) {
        return new PlanError(step.node(), fragment.field(), message, line - fragment.line() + 1, column);
      }
    }
    String field = fragments.size() == 1 ? fragments.get(0).field() : null;
    return new PlanError(step.node(), field, message, null, null);
  }

  /** The error of a text that was read alone. */
  PlanError in(Step step, Fragment fragment) {
    return new PlanError(step.node(), fragment.field(), message, line, column);
  }

  /** Flink wraps what it means in several of its own exceptions; the innermost of those speaks of the query. */
  private static Throwable deepest(Throwable thrown) {
    Throwable deepest = thrown;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ValidationException || cause instanceof TableException) {
        deepest = cause;
      }
    }
    return deepest;
  }

  private static String useful(String message) {
    String text = message == null ? "unknown error" : message;
    for (String wrapping : WRAPPINGS) {
      text = text.startsWith(wrapping) ? text.substring(wrapping.length()) : text;
    }
    String line = text.lines().map(String::strip).filter(candidate -> !candidate.isEmpty()).findFirst().orElse("unknown error");
    return PLACE.matcher(line).replaceAll("").strip();
  }
}
