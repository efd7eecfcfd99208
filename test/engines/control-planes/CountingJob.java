import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamStatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** Counts generated rows by key. Its properties (group "job") may ask it to do what a well-behaved job does not. */
public final class CountingJob {
  public static void main(String[] arguments) throws Exception {
    String properties = Files.readString(Path.of(arguments[1]));
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    if (properties.contains("sets-checkpoint-interval")) {
      environment.enableCheckpointing(777);
    }
    if (properties.contains("sets-restart-strategy")) {
      Configuration configuration = new Configuration();
      configuration.setString("restart-strategy.type", "none");
      environment.configure(configuration);
    }
    StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
    tables.getConfig().set("table.exec.state.ttl", "1 h");
    tables.getConfig().set("pipeline.name", "counting");
    tables.executeSql(
        "CREATE TEMPORARY TABLE events (k INT) WITH ('connector'='datagen', 'rows-per-second'='50',"
            + " 'fields.k.min'='1', 'fields.k.max'='5')");
    tables.executeSql("CREATE TEMPORARY TABLE counts (k INT, n BIGINT) WITH ('connector'='blackhole')");
    String divisor = properties.contains("divides-by-zero") ? "(k - k)" : "1";
    StreamStatementSet statements = tables.createStatementSet();
    statements.addInsertSql("INSERT INTO counts SELECT k / " + divisor + ", COUNT(*) FROM events GROUP BY k");
    statements.attachAsDataStream();
    environment.executeAsync(environment.getStreamGraph());
  }
}
