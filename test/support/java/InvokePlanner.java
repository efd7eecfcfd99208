import io.millrace.flink.planner.PlannerHandler;

/** Runs the planner's Lambda handler once: request from the standard input, answer to the standard output behind a line of its own. */
public final class InvokePlanner {
  public static void main(String[] arguments) throws Exception {
    PlannerHandler handler = new PlannerHandler();
    System.out.println("\nANSWER");
    handler.handleRequest(System.in, System.out, null);
  }
}
