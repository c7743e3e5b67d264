package dev.chainrule.nn;

import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.vjp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.chainrule.Tensor;
import dev.chainrule.Vjp;
import dev.chainrule.graph.Shape;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// Functions of named tensors whose values and gradients PyTorch computed: in a file that a script of the same name wrote.
final class References {
  /// What is compared; a function of all inputs by their names.
  interface Case extends Function<Map<String, Tensor>, Tensor> {}

  private final JsonObject cases;

  private References(JsonObject cases) {
    this.cases = cases;
  }

  static References of(String file) {
    try (var reader = new InputStreamReader(References.class.getResourceAsStream(file), StandardCharsets.UTF_8)) {
      return new References(JsonParser.parseReader(reader).getAsJsonObject());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A test for each case, eager and compiled, and one that none is left out.
  Stream<DynamicTest> compare(Map<String, Case> functions) {
    return Stream.concat(
        Stream.of(DynamicTest.dynamicTest("every reference is compared", () -> assertThat(functions.keySet()).isEqualTo(cases.keySet()))),
        functions.entrySet().stream().map(one -> DynamicTest.dynamicTest(one.getKey(), () -> compare(one.getKey(), one.getValue()))));
  }

  private void compare(String name, Case function) {
    JsonObject expected = cases.getAsJsonObject(name);
    Map<String, Tensor> inputs = tensors(expected.getAsJsonObject("inputs"));
    Tensor y = tensor(expected.get("y"));
    Tensor cotangent = tensor(expected.get("cotangent"));
    requireClose(name, y, function.apply(inputs));
    requireClose(name + " compiled", y, jit((Map<String, Tensor> in) -> function.apply(in)).apply(inputs));
    Vjp<Map<String, Tensor>, Tensor> vjp = vjp((Map<String, Tensor> in) -> function.apply(in), inputs);
    Map<String, Tensor> actual = vjp.pullback().apply(cotangent);
    Map<String, Tensor> compiled = jit((Map<String, Tensor> in) -> vjp((Map<String, Tensor> i) -> function.apply(i), in).pullback().apply(cotangent)).apply(inputs);
    tensors(expected.getAsJsonObject("gradients")).forEach((input, gradient) -> {
      requireClose(name + ", the gradient of " + input, gradient, actual.get(input));
      requireClose(name + ", the gradient of " + input + " compiled", gradient, compiled.get(input));
    });
  }

  private static void requireClose(String what, Tensor expected, Tensor actual) {
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    assertThat(actual.flatten().toDoubles()).as(what).containsExactly(expected.flatten().toDoubles(), within(1e-11));
  }

  private static Map<String, Tensor> tensors(JsonObject json) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    json.entrySet().forEach(one -> tensors.put(one.getKey(), tensor(one.getValue())));
    return tensors;
  }

  /// Numbers that are all written without a point are integers.
  private static Tensor tensor(JsonElement json) {
    JsonObject stored = json.getAsJsonObject();
    Shape shape = Shape.of(stored.getAsJsonArray("shape").asList().stream().mapToInt(JsonElement::getAsInt).toArray());
    JsonArray elements = stored.getAsJsonArray("elements");
    boolean integers = elements.asList().stream().noneMatch(e -> e.getAsString().matches(".*[.eaI].*"));
    return integers
        ? Tensor.of(shape, elements.asList().stream().mapToInt(JsonElement::getAsInt).toArray())
        : Tensor.of(shape, elements.asList().stream().mapToDouble(JsonElement::getAsDouble).toArray());
  }
}
