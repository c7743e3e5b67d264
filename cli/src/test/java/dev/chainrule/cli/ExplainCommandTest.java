package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExplainCommandTest {
  /// The lecture's examples, each with the file that holds what is printed. To write the files anew, run with
  /// `-Dgolden.write=true` and look at what changed.
  static Stream<Arguments> lecture() {
    return Stream.of(
        golden("sum-times", "(x + y) * z", "x=-2", "y=5", "z=-4"),
        golden("sum-times-forward", "q = x + y; f = q * z", "x=-2", "y=5", "z=-4", "--mode", "forward"),
        golden("fork", "c = a + b; d = b + 1; e = c * d", "a=2", "b=1"),
        golden("neuron-staged", "1 / (1 + exp(-(w0*x0 + w1*x1 + w2)))", "w0=2", "x0=-1", "w1=-3", "x1=-2", "w2=-3"),
        golden("neuron", "sigmoid(w0*x0 + w1*x1 + w2)", "w0=2", "x0=-1", "w1=-3", "x1=-2", "w2=-3"),
        golden("max", "max(x, y)", "x=2", "y=2"),
        golden("relu-upstream", "relu(x)", "x=[1,-2,3,-3]", "--upstream", "[4,-1,5,9]"),
        golden("matrix", "sum(W @ X)", "W=[1,2;3,4]", "X=[5,6,7;8,9,10]", "--wrt", "W"),
        golden("neuron-dot", "sigmoid(w0*x0 + w1*x1 + w2)", "w0=2", "x0=-1", "w1=-3", "x1=-2", "w2=-3", "--format", "dot"),
        golden("sum-times-forward-java", "q = x + y; f = q * z", "x=-2", "y=5", "z=-4", "--mode", "forward", "--format", "java"),
        golden("sum-times-forward-dot", "q = x + y; f = q * z", "x=-2", "y=5", "z=-4", "--mode", "forward", "--format", "dot"),
        golden("relu-upstream-forward", "relu(x)", "x=[1,-2,3,-3]", "--upstream", "[4,-1,5,9]", "--mode", "forward"),
        golden("relu-upstream-java", "relu(x)", "x=[1,-2,3,-3]", "--upstream", "[4,-1,5,9]", "--format", "java"),
        golden("overflow", "log(1 + exp(x))", "x=800"),
        golden("neuron-java", "sigmoid(w0*x0 + w1*x1 + w2)", "w0=2", "x0=-1", "w1=-3", "x1=-2", "w2=-3", "--format", "java"),
        golden("sum-times-json", "q = x + y; f = q * z", "x=-2", "y=5", "z=-4", "--format", "json"));
  }

  private static Arguments golden(String file, String... arguments) {
    return Arguments.of(file, arguments);
  }

  @ParameterizedTest
  @MethodSource("lecture")
  void printsTheLecturesExamples(String file, String[] arguments) throws IOException {
    CommandRun run = explain(arguments);
    Path golden = Path.of("src/test/resources/dev/chainrule/cli/explain", file + ".txt");
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, run.out());
    }

    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo(Files.readString(golden));
  }

  @Test
  void jsonIsOneObjectWithTheFieldsThatMachinesExpect() {
    CommandRun run = explain("q = x + y; f = q * z", "x=-2", "y=5", "z=-4", "--format", "json");

    assertThat(run.out()).endsWith("}\n").hasLineCount(1);
    JsonObject object = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(object.keySet()).containsExactly("value", "gradients", "steps");
    assertThat(object.get("value").getAsDouble()).isEqualTo(-12);
    assertThat(object.getAsJsonObject("gradients").keySet()).containsExactly("x", "y", "z");
    JsonObject step = object.getAsJsonArray("steps").get(1).getAsJsonObject();
    assertThat(step.keySet()).containsExactly("name", "operation", "gate", "inputs", "value", "local", "upstream", "downstream");
    assertThat(step.get("name").getAsString()).isEqualTo("f");
    assertThat(step.get("inputs")).isEqualTo(JsonParser.parseString("[\"q\", \"z\"]"));
    assertThat(step.get("downstream")).isEqualTo(JsonParser.parseString("[-4.0, 3.0]"));
  }

  @Test
  void jsonHasAllDigits() {
    assertThat(json("x + y", "x=0.1", "y=0.2").get("value").getAsString()).isEqualTo("0.30000000000000004");
    assertThat(json("sum(x / 3)", "x=[1, 2]").getAsJsonObject("gradients").get("x"))
        .isEqualTo(JsonParser.parseString("[0.3333333333333333, 0.3333333333333333]"));
  }

  @Test
  void forwardModeFindsTheSameGradient() {
    String[] problem = {"sum(tanh(W @ x) ^ 2)", "W=[0.1,0.2;0.3,-0.4]", "x=[5,6]"};
    JsonObject reverse = json(problem).getAsJsonObject("gradients");
    JsonObject forward = json(with(problem, "--mode", "forward")).getAsJsonObject("gradients");

    assertThat(numbers(forward)).hasSameSizeAs(numbers(reverse));
    for (int i = 0; i < numbers(reverse).size(); i++) {
      assertThat(numbers(forward).get(i)).isCloseTo(numbers(reverse).get(i), within(1e-14));
    }
  }

  @Test
  void anUpstreamGradientLeavesTheValueAsItIs() {
    JsonObject json = json("relu(x)", "x=[1,-2,3]", "--upstream", "[4,-1,5]");

    assertThat(json.get("value")).isEqualTo(JsonParser.parseString("[1.0, 0.0, 3.0]"));
    assertThat(json.getAsJsonObject("gradients").get("x")).isEqualTo(JsonParser.parseString("[4.0, 0.0, 5.0]"));
    assertThat(json("relu(x)", "x=[1,-2,3]", "--upstream", "2", "--mode", "forward").getAsJsonObject("gradients").get("x"))
        .isEqualTo(JsonParser.parseString("[2.0, 0.0, 2.0]"));
  }

  /// Zeros win against infinities, which is not always the truth.
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      log(1 + exp(x))        | x=800        | softplus(x) is the stable form of log(1 + exp(x))
      log1p(exp(x))          | x=800        | softplus(x) is the stable form
      log(sum(exp(x)))       | x=[800, 1]   | logSumExp(x) is the stable form
      sqrt(x^2)              | x=1e200      | write it so that no step overflows
      """)
  void saysWhereAZeroHidesAnOverflow(String expression, String input, String remedy) {
    assertThat(explain(expression, input).out()).contains("overflows to ∞", remedy);
    assertThat(json(expression, input).getAsJsonArray("notes").toString()).contains(remedy);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      where(x > 0, log(x), 0) | x=0
      1 / (1 + exp(-x))       | x=-800
      log(1 + exp(x))         | x=8
      """)
  void aZeroThatIsTrueIsNoReasonForANote(String expression, String input) {
    assertThat(explain(expression, input).out()).doesNotContain("Note");
  }

  @Test
  void forwardModeRefusesMoreSweepsThanAnyoneWaitsFor() {
    CommandRun run = explain("sum(a) + sum(b)", "a=[" + "1,".repeat(9_999) + "1]", "b=[1, 2]", "--mode", "forward");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("one sweep for each of the 10002 elements", "leave --mode forward out").hasLineCount(1);
  }

  @Test
  void showsWhatTheGradientIsCompiledTo() {
    CommandRun run = explain("sum(2 * pi * tanh(W @ x))", "W=[1,2;3,4]", "x=[5,6]", "--wrt", "W", "--compiled");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("F64[2, 2]", "matmul", "tanh");
    assertThat(explain("x^2", "x=1", "--compiled", "--format", "json").err())
        .isEqualTo("chainrule: --compiled tells of the gradient by reverse mode, as text; leave --mode and --format out\n");
  }

  @Test
  void onlyTheChosenInputsAreDifferentiated() {
    assertThat(json("x * y + z", "x=1", "y=2", "z=3", "--wrt", "z, x").getAsJsonObject("gradients").keySet())
        .containsExactlyInAnyOrder("x", "z");
  }

  @Test
  void anExpressionMayBeginWithASign() {
    assertThat(json("-x^2", "x=3").get("value").getAsDouble()).isEqualTo(-9);
    assertThat(json("--x", "x=3").get("value").getAsDouble()).isEqualTo(3);
    assertThat(json("-h * 2", "h=3").get("value").getAsDouble()).isEqualTo(-6);
  }

  @Test
  void notANumberIsAValueLikeAnother() {
    CommandRun run = explain("log(x) * y", "x=-1", "y=2");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("NaN");
    assertThat(explain("x * y", "x=nan", "y=-inf").code()).isZero();
  }

  @Test
  void writesToAFileInsteadOfPrinting(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("Neuron.java");
    CommandRun run = explain("sigmoid(w * x)", "w=1", "x=2", "--format", "java", "--out", file.toString());

    assertThat(run).isEqualTo(new CommandRun(0, "", ""));
    assertThat(file).content().contains("class Neuron ");
  }

  @Test
  void aFileThatCannotBeWritten(@TempDir Path folder) {
    CommandRun run = explain("x", "x=1", "--out", folder.resolve("none/f.txt").toString());

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("chainrule: cannot write to --out ").contains("(NoSuchFile)").hasLineCount(1);
  }

  @Test
  void picturesAndPages() {
    assertThat(explain("x * y", "x=2", "y=3", "--format", "svg").out()).startsWith("<svg").contains(">∇ 3<");
    assertThat(explain("x * y", "x=2", "y=3", "--format", "html").out()).startsWith("<!doctype html>").contains("\"expression\":\"x * y\"");
    assertThat(explain("x * y", "x=2", "y=3", "--format", "svg", "--mode", "forward").err())
        .isEqualTo("chainrule: --format svg draws reverse mode; leave --mode forward out, or write --format dot\n");
  }

  @Test
  void whatIsNoFormatAndNoMode() {
    assertThat(explain("x", "x=1", "--format", "pdf").err()).isEqualTo("chainrule: --format is 'pdf', but must be text, java, svg, dot, html or json\n");
    assertThat(explain("x", "x=1", "--mode", "back").err()).isEqualTo("chainrule: --mode is 'back', but must be reverse or forward\n");
  }

  private static CommandRun explain(String... arguments) {
    return CommandRun.of(with(new String[] {"explain"}, arguments));
  }

  private static JsonObject json(String... arguments) {
    CommandRun run = explain(with(arguments, "--format", "json"));
    assertThat(run.err()).isEmpty();
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
  }

  private static List<Double> numbers(JsonObject gradients) {
    List<Double> numbers = new ArrayList<>();
    for (String name : gradients.keySet()) {
      for (String number : gradients.get(name).toString().split("[^-+.eE0-9]+")) {
        if (!number.isEmpty()) {
          numbers.add(Double.valueOf(number));
        }
      }
    }
    return numbers;
  }
}
