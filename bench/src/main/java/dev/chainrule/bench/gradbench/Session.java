package dev.chainrule.bench.gradbench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.chainrule.graph.ChainruleException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import org.jspecify.annotations.Nullable;

/// One conversation by GradBench's protocol: a JSON object a line, each answered by one line. Nothing that a line asks for
/// ends the conversation.
public final class Session {
  private static final String TOOL = "chainrule";
  private static final Gson GSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private final BufferedReader in;
  private final PrintWriter out;

  public Session(BufferedReader in, PrintWriter out) {
    this.in = in;
    this.out = out;
  }

  /// Answers until there are no more lines.
  public void run() throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (!line.isBlank()) {
        out.println(GSON.toJson(answer(line)));
        out.flush();
      }
    }
  }

  private static JsonObject answer(String line) {
    JsonObject answer = new JsonObject();
    answer.add("id", JsonNull.INSTANCE);
    try {
      JsonObject message = message(line);
      answer.add("id", message.get("id"));
      addTo(answer, message);
    } catch (InputException | ChainruleException | JsonParseException e) {
      fail(answer, e.getMessage());
    } catch (RuntimeException | Error e) {
      fail(answer, e.toString());
    }
    return answer;
  }

  private static void fail(JsonObject answer, @Nullable String error) {
    answer.addProperty("success", false);
    answer.addProperty("error", error);
  }

  private static JsonObject message(String line) {
    try (JsonReader reader = new JsonReader(new StringReader(line))) {
      reader.setStrictness(Strictness.STRICT);
      JsonElement message = JsonParser.parseReader(reader);
      if (!(message instanceof JsonObject object) || !object.has("id")) {
        throw new InputException("a message must be an object with an id");
      }
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new InputException("there is more than one object in the line");
      }
      return object;
    } catch (IOException e) {
      throw new InputException("the line is not JSON: " + e.getMessage());
    }
  }

  private static void addTo(JsonObject answer, JsonObject message) {
    switch (text(message, "kind")) {
      case "start" -> answer.addProperty("tool", TOOL);
      case "define" -> define(answer, text(message, "module"));
      case "evaluate" -> evaluate(answer, message);
      default -> { }
    }
  }

  private static String text(JsonObject message, String name) {
    return message.get(name) instanceof JsonPrimitive text && text.isString() ? text.getAsString() : "";
  }

  private static void define(JsonObject answer, String module) {
    if (Evals.has(module)) {
      answer.addProperty("success", true);
    } else {
      fail(answer, "there is no module '%s'".formatted(module));
    }
  }

  private static void evaluate(JsonObject answer, JsonObject message) {
    String module = text(message, "module");
    String function = text(message, "function");
    Task<?, ?> task = Evals.find(module, function)
        .orElseThrow(() -> new InputException("there is no function '%s' in a module '%s'".formatted(function, module)));
    Input input = Input.of(message.get("input"));
    Task.Ready ready = task.ready(input);
    int runs = input.has("min_runs") ? input.get("min_runs").integer() : 1;
    double seconds = input.has("min_seconds") ? input.get("min_seconds").number() : 0;
    JsonArray timings = new JsonArray();
    timings.add(timing("prepare", prepare(ready)));
    long total = 0;
    for (int run = 0; run < Math.max(runs, 1) || total < seconds * 1e9; run++) {
      long time = time(ready);
      timings.add(timing("evaluate", time));
      total += time;
    }
    JsonElement output = ready.output();
    answer.addProperty("success", true);
    answer.add("output", output);
    answer.add("timings", timings);
  }

  /// The first call for a kind of input traces and compiles, the second holds what it traced against another trace.
  private static long prepare(Task.Ready ready) {
    return time(ready) + time(ready);
  }

  private static long time(Task.Ready ready) {
    long begun = System.nanoTime();
    ready.run();
    return System.nanoTime() - begun;
  }

  private static JsonObject timing(String name, long nanoseconds) {
    JsonObject timing = new JsonObject();
    timing.addProperty("name", name);
    timing.addProperty("nanoseconds", nanoseconds);
    return timing;
  }
}
