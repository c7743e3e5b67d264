package dev.chainrule.bench.gradbench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
  @Test
  void eachMessageIsAnsweredInOrderUnderItsId() {
    List<JsonObject> answers = Conversation.answers(
        "{\"id\": 0, \"kind\": \"start\", \"eval\": \"hello\", \"config\": {}}",
        "{\"id\": 1, \"kind\": \"define\", \"module\": \"hello\"}",
        "",
        "{\"id\": 2, \"kind\": \"evaluate\", \"module\": \"hello\", \"function\": \"square\", \"input\": 3.0, \"description\": \"x\"}",
        "{\"id\": 3, \"kind\": \"analysis\", \"of\": 2, \"valid\": true}",
        "{\"id\": 4, \"kind\": \"unheard of\"}");
    assertThat(answers).extracting(JsonObject::toString).startsWith(
        "{\"id\":0,\"tool\":\"chainrule\"}",
        "{\"id\":1,\"success\":true}").endsWith(
        "{\"id\":3}",
        "{\"id\":4}").hasSize(5);
    JsonObject evaluated = answers.get(2);
    assertThat(List.copyOf(evaluated.keySet())).containsExactly("id", "success", "output", "timings");
    assertThat(evaluated.get("output").getAsDouble()).isEqualTo(9);
    JsonArray timings = evaluated.getAsJsonArray("timings");
    assertThat(timings.asList().stream().map(timing -> timing.getAsJsonObject().get("name").getAsString())).containsExactly("prepare", "evaluate");
    assertThat(timings).allSatisfy(timing -> assertThat(timing.getAsJsonObject().get("nanoseconds").getAsLong()).isPositive());
  }

  @Test
  void runsAsOftenAndAsLongAsAsked() {
    assertThat(evaluations("\"min_runs\": 7, \"min_seconds\": 0")).hasSize(7);
    assertThat(evaluations("\"min_runs\": 1, \"min_seconds\": 0.05").stream().mapToLong(Long::longValue).sum()).isGreaterThanOrEqualTo(50_000_000);
  }

  private static List<Long> evaluations(String limits) {
    JsonObject answer = Conversation.answer(evaluate("lse", "primal", "{\"x\": [1, 2], %s}".formatted(limits)));
    return answer.getAsJsonArray("timings").asList().stream().map(JsonElement::getAsJsonObject)
        .filter(timing -> timing.get("name").getAsString().equals("evaluate"))
        .map(timing -> timing.get("nanoseconds").getAsLong()).toList();
  }

  private static String evaluate(String module, String function, String input) {
    return "{\"id\": 5, \"kind\": \"evaluate\", \"module\": \"%s\", \"function\": \"%s\", \"input\": %s}".formatted(module, function, input);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {"id": 5, "kind": "define", "module": "svd"}                                                   | there is no module 'svd'
      {"id": 5, "kind": "define"}                                                                    | there is no module ''
      {"id": 5, "kind": "evaluate", "module": "lse", "function": "hessian", "input": {}}             | there is no function 'hessian' in a module 'lse'
      {"id": 5, "kind": "evaluate", "module": "lse", "function": "primal"}                           | the message has no 'input'
      {"id": 5, "kind": "evaluate", "module": "lse", "function": "primal", "input": {}}              | input has no 'x'
      {"id": 5, "kind": "evaluate", "module": "lse", "function": "primal", "input": {"x": ["a"]}}    | input.x must be a number, not "a"
      {"id": 5, "kind": "evaluate", "module": "lse", "function": "primal", "input": {"x": 7}}        | input.x must be an array, not 7
      {"id": 5, "kind": "evaluate", "module": "ode", "function": "primal", "input": {"x": [1], "s": 1.5}} | input.s must be an integer, not 1.5
      {"id": 5, "kind": "evaluate", "module": "det", "function": "primal", "input": {"A": [1, 2], "ell": 2}} | [reshape]
      {"id": 5, "kind": "evaluate", "module": "hello", "function": "square", "input": 1e200}         | the result is not finite: it has Infinity
      {"id": 5, "kind": "evaluate", "module": "lstm", "function": "objective", "input": {"main_params": [[1, 2], [3]], "extra_params": [], "state": [], "sequence": []}} | input.main_params has rows of 2 and of 1 elements
      """)
  void whatCannotBeDoneFailsWithAnError(String line, String error) {
    JsonObject answer = Conversation.answer(line);
    assertThat(answer.get("id").getAsInt()).isEqualTo(5);
    assertThat(answer.get("success").getAsBoolean()).isFalse();
    assertThat(answer.get("error").getAsString()).startsWith(error);
    assertThat(answer.has("output")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "nonsense", "[1]", "{}", "{\"kind\": \"start\"}", "{\"id\": 1} {\"id\": 2}", "{\"id\": NaN}", "\u0000"})
  void aLineThatIsNoMessageDoesNotEndTheSession(String line) {
    List<JsonObject> answers = Conversation.answers(line, "{\"id\": 6, \"kind\": \"define\", \"module\": \"gmm\"}");
    assertThat(answers).hasSize(2);
    assertThat(answers.get(0).get("id").isJsonNull()).isTrue();
    assertThat(answers.get(0).get("success").getAsBoolean()).isFalse();
    assertThat(answers.get(1)).hasToString("{\"id\":6,\"success\":true}");
  }

  @Test
  void numbersReadBackExactlyFromLinesOfManyMegabytes() {
    double[] x = DoubleStream.iterate(0.1, v -> (v * 997.13) % 1).limit(1_000_000).toArray();
    String numbers = Arrays.stream(x).mapToObj(Double::toString).collect(Collectors.joining(","));
    JsonObject answer = Conversation.answer(evaluate("lse", "gradient", "{\"x\": [%s]}".formatted(numbers)));
    double[] gradient = answer.getAsJsonArray("output").asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
    assertThat(gradient).hasSize(x.length);
    assertThat(Arrays.stream(gradient).sum()).isBetween(1 - 1e-12, 1 + 1e-12);
    assertThat(gradient).isEqualTo(LogSumExp.GRADIENT.apply(dev.chainrule.Tensor.of(x)).toDoubles());
  }
}
