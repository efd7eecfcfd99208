package io.millrace.flink.runner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;

/**
 * What Flink's planner says an operator does, without what depends on the rest of the graph: its number, the names it gives its
 * results, and generated input names ({@code $f3}, {@code EXPR$0}), which are replaced by the expressions they stand for.
 *
 * @param kind the operator's name, like {@code GroupAggregate}
 * @param text the normalized description, the same in every graph in which the operator does the same
 * @param context the expressions that feed it, back to the operators before; tells apart operators of equal text
 * @param isStateful whether a savepoint holds something for it: it is keyed, or reads or writes a table
 */
record OperatorDescription(String kind, String text, String context, boolean isStateful) {
  private static final Pattern NUMBER = Pattern.compile("^\\[\\d+]:");
  private static final Pattern KIND = Pattern.compile("^\\w+");
  private static final Pattern GENERATED = Pattern.compile("(?<![\\w$])(?:\\$f?\\d+|EXPR\\$\\d+)(?![\\w$])");
  private static final Pattern ALIAS = Pattern.compile(" AS [^\\s,\\])]+");
  private static final Pattern TABLE = Pattern.compile("table=\\[\\[?default_catalog[.,] ?default_database[.,] ?([^,\\]]+)");
  private static final int DEPTH = 8;

  static OperatorDescription of(Transformation<?> operator) {
    String own = described(operator);
    Matcher kind = KIND.matcher(own);
    String text = ALIAS.matcher(resolved(own, operator, DEPTH)).replaceAll("");
    boolean isStateful = isKeyed(operator) || own.startsWith("TableSourceScan(") || own.startsWith("Sink(");
    return new OperatorDescription(kind.find() ? kind.group() : own, text, contextOf(operator), isStateful);
  }

  /** The table that a scan or a sink names, or null. */
  String table() {
    Matcher table = TABLE.matcher(text);
    return table.find() ? table.group(1) : null;
  }

  boolean isScan() {
    return kind.equals("TableSourceScan");
  }

  boolean isSink() {
    return kind.equals("Sink");
  }

  /** How much alike two operators of a kind are: 0 to 1 by their words, and 1 more where the text is equal. */
  double likeness(OperatorDescription other) {
    Set<String> mine = words();
    Set<String> both = new HashSet<>(mine);
    Set<String> all = other.words();
    both.retainAll(all);
    all.addAll(mine);
    return (text.equals(other.text) ? 1 : 0) + (double) both.size() / Math.max(1, all.size());
  }

  private Set<String> words() {
    return new HashSet<>(Arrays.asList((text + " " + context).split("[^\\w$']+")));
  }

  static String described(Transformation<?> operator) {
    String description = operator.getDescription() == null ? operator.getName() : operator.getDescription();
    return NUMBER.matcher(description).replaceFirst("");
  }

  /** Operators that only hand rows on, or reshape them one by one: they may stand for any part of a node, or several nodes. */
  static boolean passesThrough(Transformation<?> operator) {
    Matcher kind = KIND.matcher(described(operator));
    return !kind.find() || switch (kind.group()) {
      case "Calc", "Exchange", "Union", "WatermarkAssigner", "ConstraintEnforcer", "DropUpdateBefore", "MiniBatchAssigner",
          "Partitioner", "StreamRecordTimestampInserter", "TableToDataStream" -> true;
      default -> false;
    };
  }

  private static boolean isKeyed(Transformation<?> operator) {
    return operator instanceof OneInputTransformation<?, ?> one && one.getStateKeySelector() != null
        || operator instanceof TwoInputTransformation<?, ?, ?> two && two.getStateKeySelector1() != null;
  }

  private static String contextOf(Transformation<?> operator) {
    StringBuilder context = new StringBuilder();
    for (Transformation<?> input : operator.getInputs()) {
      context.append(' ').append(described(input));
      if (passesThrough(input)) {
        context.append(contextOf(input));
      }
    }
    return context.toString();
  }

  private static String resolved(String text, Transformation<?> operator, int depth) {
    return GENERATED.matcher(text).replaceAll(match -> {
      boolean isOwnName = text.startsWith(" AS ", Math.max(0, match.start() - 4));
      String meaning = isOwnName || depth == 0 ? null : definition(match.group(), operator, depth);
      return Matcher.quoteReplacement(meaning == null ? "$" : meaning);
    });
  }

  /** What an input calls by this name, searched through operators that only pass the name on. */
  private static String definition(String name, Transformation<?> operator, int depth) {
    for (Transformation<?> input : operator.getInputs()) {
      String text = described(input);
      for (String item : items(text)) {
        if (item.endsWith(" AS " + name)) {
          return resolved(item.substring(0, item.length() - name.length() - 4), input, depth - 1);
        }
      }
      String deeper = definition(name, input, depth);
      if (deeper != null) {
        return deeper;
      }
    }
    return null;
  }

  /** The parts of {@code select=[..]}, cut at the commas that are in no bracket and in no quotes. */
  private static List<String> items(String text) {
    List<String> items = new ArrayList<>();
    int from = text.indexOf("select=[") + 8;
    int depth = 0;
    boolean isQuoted = false;
    for (int i = from; from >= 8 && i < text.length() && depth >= 0; i++) {
      char c = text.charAt(i);
      isQuoted ^= c == '\'';
      if (!isQuoted) {
        depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
        if (depth < 0 || depth == 0 && c == ',') {
          items.add(text.substring(from, i).trim());
          from = i + 1;
        }
      }
    }
    return items;
  }
}
