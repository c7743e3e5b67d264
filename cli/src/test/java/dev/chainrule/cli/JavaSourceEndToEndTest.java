package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The class that `--format java` writes, compiled and run, against what `--format json` says.
class JavaSourceEndToEndTest {
  @TempDir
  private Path folder;

  static Stream<Arguments> problems() {
    return Stream.of(
        problem("(x + y) * z", "x=-2", "y=5", "z=-4"),
        problem("sigmoid(w0*x0 + w1*x1 + w2)", "w0=2", "x0=-1", "w1=-3", "x1=-2", "w2=-3"),
        problem("q = x * x; q / (1 + exp(-q)) ^ 2", "x=0.3"),
        problem("sum(relu(x)) + max(x)", "x=[1, -2, 3, -3]"),
        problem("h = tanh(W @ x); norm(h - y)", "W=[0.1, 0.2; -0.3, 0.4]", "x=[1, -1]", "y=[0.5, 0.25]"),
        problem("where(x > 0, log(x), x)", "x=-0.5"),
        problem("int * double + Math * value - α", "int=2", "double=3", "Math=5", "value=7", "α=11"));
  }

  private static Arguments problem(String... arguments) {
    return Arguments.of((Object) arguments);
  }

  @ParameterizedTest
  @MethodSource("problems")
  void computesTheSameValueAndGradients(String[] problem) throws Exception {
    JsonObject expected = JsonParser.parseString(explain(problem, "--format", "json")).getAsJsonObject();
    Path source = folder.resolve("Explained.java");
    explain(problem, "--format", "java", "--out", source.toString());

    int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-Xlint:all", "-Werror", "-d", folder.toString(), source.toString());

    assertThat(code).isZero();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      Method method = Arrays.stream(loader.loadClass("Explained").getMethods())
          .filter(candidate -> candidate.getName().equals("valueAndGrad")).findFirst().orElseThrow();
      Object[] arguments = Arrays.stream(problem).skip(1).map(JavaSourceEndToEndTest::argument).toArray();
      List<Double> actual = new ArrayList<>();
      Object result = method.invoke(null, arguments);
      for (RecordComponent component : result.getClass().getRecordComponents()) {
        addNumbers(component.getAccessor().invoke(result), actual);
      }
      List<Double> wanted = new ArrayList<>(List.of(expected.get("value").getAsDouble()));
      expected.getAsJsonObject("gradients").entrySet().forEach(gradient -> addNumbers(gradient.getValue(), wanted));
      assertThat(actual).hasSameSizeAs(wanted);
      for (int i = 0; i < wanted.size(); i++) {
        assertThat(actual.get(i)).isCloseTo(wanted.get(i), within(1e-14));
      }
    }
  }

  private static String explain(String[] problem, String... options) {
    CommandRun run = CommandRun.of(Stream.of(new String[] {"explain"}, problem, options).flatMap(Arrays::stream).toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    return run.out();
  }

  /// The value in `x=-2` or `W=[1, 2; 3, 4]` as the method takes it: a number, or an array in row-major order.
  private static Object argument(String input) {
    String value = input.substring(input.indexOf('=') + 1);
    return value.startsWith("[")
        ? Arrays.stream(value.substring(1, value.length() - 1).split("[,;]")).mapToDouble(Double::parseDouble).toArray()
        : (Object) Double.valueOf(value);
  }

  private static void addNumbers(Object value, List<Double> numbers) {
    switch (value) {
      case Double number -> numbers.add(number);
      case double[] array -> Arrays.stream(array).forEach(numbers::add);
      case JsonArray array -> array.forEach(element -> addNumbers(element, numbers));
      case JsonElement element -> numbers.add(element.getAsDouble());
      default -> throw new AssertionError(value.getClass());
    }
  }
}
