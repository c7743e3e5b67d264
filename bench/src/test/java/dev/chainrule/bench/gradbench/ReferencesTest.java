package dev.chainrule.bench.gradbench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Holds every function of every eval against what JAX computes in double precision, by `bench/peers/gradbench_references.py`.
class ReferencesTest {
  private static final double TOLERANCE = 1e-10;

  private static List<JsonObject> references() throws IOException {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(
        ReferencesTest.class.getResourceAsStream("references.jsonl"), StandardCharsets.UTF_8))) {
      return lines.lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    }
  }

  @TestFactory
  List<DynamicTest> answers() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonObject reference : references()) {
      String name = "%s %s %d".formatted(reference.get("module").getAsString(), reference.get("function").getAsString(), tests.size());
      tests.add(DynamicTest.dynamicTest(name, () -> check(reference)));
    }
    return tests;
  }

  private static void check(JsonObject reference) {
    JsonObject message = reference.deepCopy();
    JsonElement expected = message.remove("output");
    message.addProperty("id", 1);
    message.addProperty("kind", "evaluate");
    JsonObject answer = Conversation.answer(message.toString());
    assertThat(answer.get("success").getAsBoolean()).as(answer.toString()).isTrue();
    requireClose("output", expected, answer.get("output"));
  }

  /// Object by object the same structure, and arrays equal up to a part of their largest number.
  private static void requireClose(String place, JsonElement expected, JsonElement given) {
    if (expected.isJsonObject()) {
      assertThat(given.getAsJsonObject().keySet()).as(place).isEqualTo(expected.getAsJsonObject().keySet());
      expected.getAsJsonObject().entrySet().forEach(entry ->
          requireClose(place + "." + entry.getKey(), entry.getValue(), given.getAsJsonObject().get(entry.getKey())));
      return;
    }
    assertThat(shape(given)).as(place).isEqualTo(shape(expected));
    double[] wanted = numbers(expected).stream().mapToDouble(Double::doubleValue).toArray();
    double[] got = numbers(given).stream().mapToDouble(Double::doubleValue).toArray();
    double largest = 0;
    for (double number : wanted) {
      largest = Math.max(largest, Math.abs(number));
    }
    for (int i = 0; i < wanted.length; i++) {
      assertThat(Math.abs(got[i] - wanted[i])).as("%s[%d]: %s for %s", place, i, got[i], wanted[i]).isLessThanOrEqualTo(TOLERANCE * largest);
    }
  }

  /// The brackets alone.
  private static String shape(JsonElement element) {
    return element instanceof JsonArray array
        ? array.asList().stream().map(ReferencesTest::shape).collect(Collectors.joining(",", "[", "]")) : "";
  }

  private static List<Double> numbers(JsonElement element) {
    return element instanceof JsonArray array
        ? array.asList().stream().flatMap(part -> numbers(part).stream()).toList() : List.of(element.getAsDouble());
  }

  @Test
  void everyFunctionHasReferences() throws IOException {
    List<String> tested = references().stream().map(line -> line.get("module").getAsString() + " " + line.get("function").getAsString()).toList();
    assertThat(Evals.ALL).allSatisfy(task -> assertThat(tested).contains(task.module() + " " + task.function()));
    assertThat(Evals.ALL.stream().map(Task::module).distinct()).hasSize(12);
  }
}
