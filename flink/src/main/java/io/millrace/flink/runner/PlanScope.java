package io.millrace.flink.runner;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.internal.TableEnvironmentInternal;
import org.apache.flink.table.operations.Operation;
import org.apache.flink.table.operations.ddl.CreateTableOperation;

/**
 * Defines a plan's steps in a table environment. While a view is read by Flink, only its declared inputs exist: whatever else a
 * query names is not found, and Flink's own scoping rules (of CTEs, aliases, subqueries) decide what a name means.
 */
public final class PlanScope {
  private final StreamTableEnvironment environment;
  private final Map<String, CreateTableOperation> tables = new LinkedHashMap<>();
  private final Map<String, Table> views = new LinkedHashMap<>();

  public PlanScope(StreamTableEnvironment environment, CompiledPlan plan) {
    this.environment = environment;
    plan.configuration().forEach((key, value) -> environment.getConfig().set(key, value));
    environment.getConfig().set("table.dynamic-table-options.enabled", "false");
    environment.getConfig().set("pipeline.name", plan.pipeline());
  }

  /** Takes the table's DDL, which must be one CREATE TEMPORARY TABLE of the step's name. */
  public void define(CompiledPlan.TableStep step) {
    List<Operation> operations = ((TableEnvironmentInternal) environment).getParser().parse(step.ddl());
    if (operations.size() != 1
        || !(operations.get(0) instanceof CreateTableOperation create)
        || !create.isTemporary()
        || !create.getTableIdentifier().getObjectName().equals(step.name())) {
      throw new ValidationException("The DDL of '" + step.name() + "' must be one CREATE TEMPORARY TABLE of that name.");
    }
    tables.put(step.name(), create);
  }

  /** Reads the view's query over its inputs. */
  public Table define(CompiledPlan.ViewStep step) {
    Table table = seeing(step.inputs(), () -> environment.sqlQuery(step.query()));
    views.put(step.name(), table);
    return table;
  }

  /** Adds an insert to the set; its query is the compiler's own and may read every earlier step. */
  public void define(CompiledPlan.InsertStep step, StatementSet statements) {
    Set<String> all = new LinkedHashSet<>(tables.keySet());
    all.addAll(views.keySet());
    all.add(step.table());
    seeing(all, () -> statements.add(environment.sqlQuery(step.query()).insertInto(quoted(step.table()))));
  }

  private <T> T seeing(Collection<String> names, Supplier<T> action) {
    names.forEach(this::show);
    try {
      return action.get();
    } finally {
      names.forEach(this::hide);
    }
  }

  private void show(String name) {
    if (views.containsKey(name)) {
      environment.createTemporaryView(quoted(name), views.get(name));
    } else if (tables.containsKey(name)) {
      ((TableEnvironmentInternal) environment).executeInternal(tables.get(name));
    }
  }

  private void hide(String name) {
    if (views.containsKey(name)) {
      environment.dropTemporaryView(quoted(name));
    } else if (tables.containsKey(name)) {
      environment.dropTemporaryTable(quoted(name));
    }
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
