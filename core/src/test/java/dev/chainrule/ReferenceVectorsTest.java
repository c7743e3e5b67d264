package dev.chainrule;

import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vjp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import java.io.IOException;
import java.io.Reader;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Values and derivatives against numbers from outside: every file of reference vectors, in F64 to full precision
/// and in F32 to what it can hold.
class ReferenceVectorsTest {
  private static final double DOUBLE = 1e-9;
  private static final double SECOND_ORDER = 1e-8;
  private static final double SINGLE = 1e-4;

  /// One case of a file.
  record Vector(String operation, int number, JsonObject json) {
    Function<List<Tensor>, Tensor> function() {
      return x -> VectorOperations.named(operation).apply(json.getAsJsonObject("attrs"), x);
    }

    /// Tensors of a list, zeros of the input's own type where it has none.
    List<Tensor> list(String name, DType dtype) {
      JsonArray elements = json.getAsJsonArray(name);
      return IntStream.range(0, elements.size())
          .mapToObj(i -> elements.get(i).isJsonNull()
              ? list("inputs", dtype).get(i).zerosLike()
              : ReferenceVectorsTest.tensor(elements.get(i), dtype))
          .toList();
    }

    Tensor tensor(String name, DType dtype) {
      return ReferenceVectorsTest.tensor(json.get(name), dtype);
    }

    @Override
    public String toString() {
      return operation + " " + number;
    }
  }

  static Stream<Vector> vectors() throws IOException, URISyntaxException {
    Path folder = Path.of(ReferenceVectorsTest.class.getResource("/vectors").toURI());
    List<Vector> vectors = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
        try (Reader reader = Files.newBufferedReader(file)) {
          for (JsonElement json : new Gson().fromJson(reader, JsonArray.class)) {
            String operation = json.getAsJsonObject().get("op").getAsString();
            vectors.add(new Vector(operation, vectors.size(), json.getAsJsonObject()));
          }
        }
      }
    }
    return vectors.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void valueAndPullback(Vector vector) {
    assertValueAndPullback(vector, DType.F64, DOUBLE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void valueAndPullbackInSinglePrecision(Vector vector) {
    assertValueAndPullback(vector, DType.F32, SINGLE);
  }

  private static void assertValueAndPullback(Vector vector, DType dtype, double tolerance) {
    Vjp<List<Tensor>, Tensor> result = vjp(vector.function(), vector.list("inputs", dtype));
    assertClose("value", result.value(), vector.tensor("output", dtype), tolerance);
    assertAllClose("vjp", result.pullback().apply(vector.tensor("cotangent", dtype)), vector.list("vjp", dtype), tolerance);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void tangentsPushedForward(Vector vector) {
    Jvp<Tensor> result = jvp(vector.function(), vector.list("inputs", DType.F64), vector.list("tangents", DType.F64));
    assertClose("jvp", result.tangent(), vector.tensor("jvp", DType.F64), DOUBLE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void secondDerivativeForwardOverReverse(Vector vector) {
    Tensor cotangent = vector.tensor("cotangent", DType.F64);
    Function<List<Tensor>, List<Tensor>> gradient = x -> vjp(vector.function(), x).pullback().apply(cotangent);
    List<Tensor> x = vector.list("inputs", DType.F64);
    List<Tensor> dx = vector.list("tangents", DType.F64);
    assertAllClose("hvp", jvp(gradient, x, dx).tangent(), vector.list("hvp", DType.F64), SECOND_ORDER);
  }

  private static void assertAllClose(String what, List<Tensor> actual, List<Tensor> expected, double tolerance) {
    for (int i = 0; i < expected.size(); i++) {
      assertClose(what + " of input " + i, actual.get(i), expected.get(i), tolerance);
    }
  }

  /// Equal up to a tolerance that is relative to the largest element.
  private static void assertClose(String what, Tensor actual, Tensor expected, double tolerance) {
    assertThat(actual.value().type()).as(what).isEqualTo(expected.value().type());
    double[] wanted = elements(expected);
    double largest = IntStream.range(0, wanted.length).mapToDouble(i -> Math.abs(wanted[i])).max().orElse(0);
    assertThat(elements(actual)).as(what).containsExactly(wanted, within(tolerance * Math.max(1e-3, largest)));
  }

  private static double[] elements(Tensor x) {
    return x.to(DType.F64).toDoubles();
  }

  private static Tensor tensor(JsonElement element, DType dtype) {
    JsonObject json = element.getAsJsonObject();
    int[] extents = json.getAsJsonArray("shape").asList().stream().mapToInt(JsonElement::getAsInt).toArray();
    double[] elements = json.getAsJsonArray("data").asList().stream().mapToDouble(ReferenceVectorsTest::number).toArray();
    String type = json.has("dtype") ? json.get("dtype").getAsString() : "float64";
    return Tensor.of(Shape.of(extents), elements).to(switch (type) {
      case "float64" -> dtype;
      case "int32" -> DType.I32;
      case "bool" -> DType.BOOL;
      default -> throw new AssertionError("unknown element type " + type);
    });
  }

  private static double number(JsonElement element) {
    if (element.getAsJsonPrimitive().isBoolean()) {
      return element.getAsBoolean() ? 1 : 0;
    }
    return switch (element.getAsString()) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> element.getAsDouble();
    };
  }
}
