package io.millrace.flink.planner;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The planner as a process on this machine: {@code --port <port>}, {@code POST /invoke} with the Lambda's request,
 * {@code GET /healthz}. It listens on 127.0.0.1, when it is warm. A fault of its own is answered as Lambda does: 500 with
 * {@code errorMessage} and {@code errorType}.
 */
public final class Planner {
  private static final int MAX_REQUEST_BYTES = 4 * 1024 * 1024;
  private static final int THREADS = 2;

  private final PlannerService service = WarmUp.warm(new PlannerService());

  private Planner() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2 || !arguments[0].equals("--port")) {
      throw new IllegalArgumentException("Usage: Planner --port <port>");
    }
    HttpServer server = new Planner().serve(Integer.parseInt(arguments[1]));
    System.out.println("The planner listens on http://127.0.0.1:" + server.getAddress().getPort());
  }

  private HttpServer serve(int port) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/invoke", exchange -> answer(exchange, "POST", () -> service.answer(body(exchange))));
    server.createContext("/healthz", exchange -> answer(exchange, "GET", () -> "{\"ok\":true}".getBytes(StandardCharsets.UTF_8)));
    server.setExecutor(Executors.newFixedThreadPool(THREADS));
    server.start();
    return server;
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_REQUEST_BYTES + 1);
    if (body.length > MAX_REQUEST_BYTES) {
      throw new IllegalArgumentException("A request may have 4 MB.");
    }
    return body;
  }

  private static void answer(HttpExchange exchange, String method, Answer answer) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals(method)) {
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      int status = 200;
      byte[] body;
      try {
        body = answer.get();
      } catch (Throwable e) {
        status = 500;
        body = new ObjectMapper().writeValueAsBytes(
            Map.of("errorMessage", String.valueOf(e.getMessage()), "errorType", e.getClass().getName()));
      }
      exchange.getResponseHeaders().set("content-type", "application/json");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private interface Answer {
    byte[] get() throws IOException;
  }
}
