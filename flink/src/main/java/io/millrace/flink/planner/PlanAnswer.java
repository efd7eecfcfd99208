package io.millrace.flink.planner;

import io.millrace.flink.runner.PlannedJob;
import io.millrace.flink.runner.PlannedOperator;
import java.util.List;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.annotation.JsonInclude;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;

/** The planner's answer: either what a plan would be, or what is wrong with it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlanAnswer(
    boolean ok,
    List<Node> nodes,
    List<Operator> operators,
    List<String> lateDropping,
    String physicalPlan,
    List<PlanError> errors) {

  static PlanAnswer failed(List<PlanError> errors) {
    return new PlanAnswer(false, null, null, null, null, errors);
  }

  static PlanAnswer planned(List<Node> nodes, PlannedJob job, List<String> lateDropping) {
    return new PlanAnswer(true, nodes, job.operators().stream().map(Operator::of).toList(), lateDropping, job.text(), null);
  }

  /** One view: its columns, and whether its rows are only added or also changed. */
  public record Node(String node, String name, List<Col> columns, String changelog) {
    static Node of(String node, String name, Table table, String changelog) {
      return new Node(node, name, table.getResolvedSchema().getColumns().stream().map(Col::of).toList(), changelog);
    }
  }

  /** A column with Flink's name of its type. */
  public record Col(String name, String type, boolean nullable, boolean rowtime) {
    static Col of(Column column) {
      LogicalType type = column.getDataType().getLogicalType();
      return new Col(column.getName(), typeName(type), type.isNullable(), LogicalTypeChecks.isRowtimeAttribute(type));
    }
  }

  /** Flink's summary without what other fields say: no NOT NULL, no *ROWTIME*. */
  private static String typeName(LogicalType type) {
    return type.copy(true).asSummaryString().replace(" *ROWTIME*", "").replace(" *PROCTIME*", "");
  }

  /** An operator of the running job. */
  public record Operator(String uid, String name, String node, boolean stateful) {
    static Operator of(PlannedOperator operator) {
      return new Operator(operator.uid(), operator.name(), operator.node(), operator.stateful());
    }
  }
}
