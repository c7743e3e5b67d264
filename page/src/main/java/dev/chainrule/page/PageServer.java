package dev.chainrule.page;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.chainrule.expression.BadInput;
import dev.chainrule.expression.Problem;
import dev.chainrule.graph.ChainruleException;
import dev.chainrule.view.Explanation;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Serves the page on the loopback interface: the page itself, and an explanation for what its user types. It answers
/// only requests that name it by its own address, so that no other site can use it through the user's browser, and
/// limits their size, the graph's, and the time that an answer may take.
public final class PageServer implements AutoCloseable {
  /// Bytes of a request.
  static final int REQUEST = 500_000;
  /// Steps of a graph that is drawn.
  static final int STEPS = 5_000;
  private static final int SECONDS = 20;
  private static final int AT_ONCE = 4;

  private record Answer(int status, String type, String body) {
    static Answer error(int status, String message) {
      StringWriter text = new StringWriter();
      try (JsonWriter json = new JsonWriter(text)) {
        json.beginObject().name("error").value(message).endObject();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      return new Answer(status, "application/json", text.toString());
    }
  }

  private final HttpServer server;
  private final ExecutorService exchanges = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("page-", 0).factory());
  private final ExecutorService explanations = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("explanation-", 0).factory());
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final String page;

  private PageServer(int port) throws IOException {
    page = ExplanationHtml.page(explain(Lecture.GRAPH.request()), true);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(exchanges);
    server.createContext("/", this::handle);
    server.start();
  }

  /// Starts a server.
  ///
  /// @param port where it listens; 0 for any free port
  /// @throws IOException if the port is taken
  public static PageServer start(int port) throws IOException {
    return new PageServer(port);
  }

  /// Where it listens.
  public int port() {
    return server.getAddress().getPort();
  }

  /// The address for a browser.
  public String address() {
    return "http://127.0.0.1:" + port() + "/";
  }

  @Override
  public void close() {
    server.stop(0);
    exchanges.shutdownNow();
    explanations.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (RuntimeException e) {
        answer = Answer.error(500, "this is a defect of chainrule: " + e.getClass().getSimpleName());
      }
      byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type + "; charset=utf-8");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      exchange.getResponseHeaders().set("X-Frame-Options", "DENY");
      exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
      exchange.sendResponseHeaders(answer.status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    Set<String> hosts = Set.of("127.0.0.1:" + port(), "localhost:" + port(), "[::1]:" + port());
    String host = exchange.getRequestHeaders().getFirst("Host");
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    if (host == null || !hosts.contains(host)) {
      return Answer.error(403, "this server answers only as localhost");
    }
    if (origin != null && !hosts.contains(origin.replaceFirst("^http://", ""))) {
      return Answer.error(403, "this server answers only its own page");
    }
    return switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
      case "GET /" -> new Answer(200, "text/html", page);
      case "POST /explain" -> explanation(exchange);
      default -> Answer.error(404, "there is no such page");
    };
  }

  private Answer explanation(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(REQUEST + 1);
    if (body.length > REQUEST) {
      return Answer.error(413, "this is more than the %d bytes that are read; make the expression shorter".formatted(REQUEST));
    }
    if (!places.tryAcquire()) {
      return Answer.error(503, "%d explanations are being computed already; wait for one to end".formatted(AT_ONCE));
    }
    Future<String> task = explanations.submit(() -> {
      try {
        return explain(read(new String(body, StandardCharsets.UTF_8)));
      } finally {
        places.release();
      }
    });
    try {
      return new Answer(200, "application/json", task.get(SECONDS, TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      task.cancel(true);
      return Answer.error(422, "this took more than %d seconds; make the inputs smaller".formatted(SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.error(503, "the server is closing");
    } catch (ExecutionException e) {
      return refusal(e.getCause());
    }
  }

  private static Answer refusal(Throwable cause) {
    return switch (cause) {
      case BadInput refused -> Answer.error(422, refused.getMessage());
      case ChainruleException refused -> Answer.error(422, refused.getMessage().replaceAll("\\s*\\R\\s*", " "));
      case OutOfMemoryError tooLarge -> Answer.error(422, "this needs more memory than the server may use; make the inputs smaller");
      case StackOverflowError tooDeep -> Answer.error(422, "this is nested too deeply; use steps, t = …; …");
      default -> Answer.error(500, "this is a defect of chainrule: " + cause.getClass().getSimpleName());
    };
  }

  private static String explain(Request request) {
    Problem problem = request.problem();
    Explanation explanation = problem.explain();
    if (explanation.steps().size() > STEPS) {
      throw new BadInput("the graph has %d steps, and at most %d are drawn; make the expression shorter".formatted(explanation.steps().size(), STEPS));
    }
    return PageData.of(explanation, request);
  }

  private static Request read(String body) {
    String expression = "";
    List<String> inputs = new ArrayList<>();
    String wrt = "";
    String upstream = "";
    try (JsonReader json = new JsonReader(new StringReader(body))) {
      json.beginObject();
      while (json.hasNext()) {
        switch (json.nextName()) {
          case "expression" -> expression = json.nextString();
          case "wrt" -> wrt = json.nextString();
          case "upstream" -> upstream = json.nextString();
          case "inputs" -> {
            json.beginArray();
            while (json.hasNext()) {
              inputs.add(json.nextString());
            }
            json.endArray();
          }
          default -> json.skipValue();
        }
      }
      json.endObject();
    } catch (IOException | IllegalStateException | JsonParseException e) {
      throw new BadInput("this is no request that the page makes", e);
    }
    return new Request(expression, inputs, wrt, upstream);
  }
}
