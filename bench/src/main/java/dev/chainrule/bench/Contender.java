package dev.chainrule.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A process that takes steps on command, ours or a peer's, and what is known of it so far.
final class Contender implements AutoCloseable {
  private static final int SECONDS_TO_END = 5;

  private final String name;
  private final ProcessBuilder builder;
  private final Samples warmUp = new Samples();
  private final Samples measured = new Samples();
  private Running running;
  private JsonObject last = new JsonObject();
  private double firstResult = Double.NaN;
  private double allocatedPerStep;

  /// Starts a process.
  ///
  /// @throws BenchmarkException if it ends before it is ready
  Contender(String name, ProcessBuilder builder) throws IOException {
    this.name = name;
    this.builder = builder;
    this.running = new Running(name, builder);
  }

  String name() {
    return name;
  }

  /// Why it cannot do what it was asked for; empty if it can.
  Optional<String> refusal() {
    return Optional.ofNullable(running.greeting.get("refused")).map(JsonElement::getAsString);
  }

  /// Has it write what goes in.
  void writeInputs(Path folder) throws IOException {
    running.ask("inputs " + folder);
  }

  /// The first steps, whose result is kept for comparison.
  void run(int steps) throws IOException {
    warmUp.addAll(timed("run " + steps));
    firstResult = last.get("result").getAsDouble();
  }

  /// Further steps that do not count yet.
  void warmUp(double seconds) throws IOException {
    warmUp.addAll(timed("time " + number(seconds)));
  }

  /// Steps that count.
  void measure(double seconds) throws IOException {
    Samples samples = timed("time " + number(seconds));
    measured.addAll(samples);
    if (last.has("allocated")) {
      allocatedPerStep = last.get("allocated").getAsDouble() / samples.totalSteps();
    }
  }

  /// Begins anew with another process; what counts is the time until its first steps are done.
  void measureStart(int steps) throws IOException {
    running.close();
    long start = System.nanoTime();
    running = new Running(name, builder);
    last = running.ask("run " + steps);
    measured.add(1, System.nanoTime() - start);
  }

  /// All steps, in order.
  Samples all() {
    Samples all = new Samples();
    all.addAll(warmUp);
    all.addAll(measured);
    return all;
  }

  Samples measured() {
    return measured;
  }

  /// What the last of the first steps came to.
  double firstResult() {
    return firstResult;
  }

  /// The bytes allocated in each of the last steps.
  double allocatedPerStep() {
    return allocatedPerStep;
  }

  /// The bytes of a step's results.
  long resultBytes() {
    return last.get("resultBytes").getAsLong();
  }

  /// The most bytes of memory that it has needed at once.
  long memory() {
    return last.get("memory").getAsLong();
  }

  private Samples timed(String command) throws IOException {
    last = running.ask(command);
    JsonArray steps = last.getAsJsonArray("steps");
    JsonArray nanos = last.getAsJsonArray("nanos");
    Samples samples = new Samples();
    for (int i = 0; i < steps.size(); i++) {
      samples.add(steps.get(i).getAsLong(), nanos.get(i).getAsLong());
    }
    return samples;
  }

  private static String number(double seconds) {
    return String.format(Locale.ROOT, "%.3f", seconds);
  }

  @Override
  public void close() throws IOException {
    running.close();
  }

  /// The process that there is just now.
  private static final class Running {
    private final String name;
    private final Process process;
    private final Path messages;
    private final BufferedReader answers;
    private final Writer commands;
    private final JsonObject greeting;

    Running(String name, ProcessBuilder builder) throws IOException {
      this.name = name;
      this.messages = Files.createTempFile("chainrule-bench-", ".log");
      this.process = builder.redirectError(messages.toFile()).start();
      this.answers = process.inputReader();
      this.commands = process.outputWriter();
      this.greeting = answer();
    }

    JsonObject ask(String command) throws IOException {
      commands.write(command + "\n");
      commands.flush();
      return answer();
    }

    private JsonObject answer() throws IOException {
      String line = answers.readLine();
      if (line == null) {
        throw new BenchmarkException("%s ended early: %s".formatted(name, lastMessage()));
      }
      return JsonParser.parseString(line).getAsJsonObject();
    }

    /// Without the lines of a stack trace, which are indented.
    private String lastMessage() throws IOException {
      List<String> lines = Files.readAllLines(messages).stream().filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0))).toList();
      return lines.isEmpty() ? "it said nothing" : lines.getLast();
    }

    void close() throws IOException {
      commands.close();
      try {
        if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
      Files.deleteIfExists(messages);
    }
  }
}
