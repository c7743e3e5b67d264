package dev.chainrule.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the server refuses, how quickly, and that it lives on.
class PageServerTest {
  private static PageServer server;
  private static HttpClient client;

  @BeforeContainer
  @BeforeAll
  static void start() throws IOException {
    server = PageServer.start(0);
    client = HttpClient.newHttpClient();
  }

  @AfterContainer
  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private static HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(URI.create(server.address() + "explain")).timeout(Duration.ofSeconds(60))
        .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> explain(String expression) throws IOException, InterruptedException {
    return post("{\"expression\": \"" + expression.replace("\\", "\\\\").replace("\"", "\\\"") + "\", \"inputs\": [\"x=2\"]}");
  }

  /// The status of a request as it stands, with any headers.
  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(request.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      InputStream in = socket.getInputStream();
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
        line.append((char) c);
      }
      return line.toString();
    }
  }

  @Test
  void answersOnlyAsLocalhostAndToItsOwnPage() throws IOException {
    String host = "127.0.0.1:" + server.port();
    assertThat(raw("GET / HTTP/1.1\nHost: " + host + "\nConnection: close\n\n")).contains("200");
    assertThat(raw("GET / HTTP/1.1\nHost: attacker.example\nConnection: close\n\n")).contains("403");
    assertThat(raw("GET / HTTP/1.1\nHost: " + host + "\nOrigin: http://attacker.example\nConnection: close\n\n")).contains("403");
    assertThat(raw("GET / HTTP/1.1\nHost: " + host + "\nOrigin: null\nConnection: close\n\n")).contains("403");
  }

  @Test
  void hasNoPathsButItsOwn() throws IOException {
    for (String path : new String[] {"/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/page.html", "/explain/..", "//", "/index.html"}) {
      assertThat(raw("GET " + path + " HTTP/1.1\nHost: 127.0.0.1:" + server.port() + "\nConnection: close\n\n")).as(path).containsPattern("40[034]");
    }
  }

  @Test
  void hostileExpressionsAreRefusedAndTheServerLivesOn() throws IOException, InterruptedException {
    assertThat(explain("x".repeat(1_000_000)).statusCode()).isEqualTo(413);
    assertThat(explain("(".repeat(100_000) + "x" + ")".repeat(100_000)).body()).contains("\"error\"");
    assertThat(explain("x + 9^9^9^9").body()).contains("\"error\"");
    assertThat(explain("x * [" + String.join(",", Collections.nCopies(200_000, "1")) + "]").body()).contains("\"error\"");
    assertThat(explain("sum(x * ones(100000000))").body()).contains("\"error\"");
    assertThat(explain("x" + " + x".repeat(20_000)).body()).contains("\"error\"");
    assertThat(explain("x ^ 2").body()).contains("\"gradient\"");
  }

  @Test
  void whatIsNoRequestIsAnsweredWithAMessage() throws IOException, InterruptedException {
    for (String body : new String[] {"", "null", "[]", "{", "{\"expression\": 3, \"inputs\": {}}", "{\"expression\": [\"x\"]}", "\u0000"}) {
      HttpResponse<String> answer = post(body);
      assertThat(answer.statusCode()).as(body).isEqualTo(422);
      assertThat(answer.body()).startsWith("{\"error\":\"").doesNotContain("Exception", "\tat ");
    }
  }

  @Property(tries = 150)
  void anyTextIsAnswered(@ForAll @StringLength(max = 60) String expression) throws IOException, InterruptedException {
    HttpResponse<String> answer = explain(expression.replaceAll("[\\p{Cntrl}\\p{Cs}]", " "));

    assertThat(answer.statusCode()).isIn(200, 422);
    assertThat(answer.body()).startsWith("{").doesNotContain("Exception", "\tat ");
  }
}
