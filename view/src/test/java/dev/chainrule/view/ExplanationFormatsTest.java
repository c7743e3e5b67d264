package dev.chainrule.view;

import static dev.chainrule.view.ExplanationTest.inputs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.chainrule.Chainrule;
import dev.chainrule.Tensor;
import java.io.StringReader;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ExplanationFormatsTest {
  private static JsonObject json(Explanation explanation, Mode mode) {
    String text = ExplanationJson.of(explanation, mode);
    assertThat(text).doesNotContain("\n");
    return JsonParser.parseString(text).getAsJsonObject();
  }

  @Test
  void jsonHasTheKeysThatAreDocumentedAndNoOthers() {
    for (Supplier<Explanation> example : Examples.ALL.values()) {
      JsonObject json = json(example.get(), Mode.REVERSE);
      assertThat(json.keySet()).containsExactly("value", "gradients", "steps");
      json.getAsJsonArray("steps").forEach(step -> assertThat(step.getAsJsonObject().keySet())
          .containsExactly("name", "operation", "gate", "inputs", "value", "local", "upstream", "downstream"));
    }
  }

  @Test
  void jsonNumbersHaveFullPrecision() {
    JsonObject json = json(Explanation.of(x -> x.div(3), Tensor.of(1.0)), Mode.REVERSE);
    assertThat(json.get("value").getAsString()).isEqualTo("0.3333333333333333");
    JsonObject floats = json(Explanation.of(x -> x.div(3), Tensor.of(1f)), Mode.REVERSE);
    assertThat(floats.get("value").getAsString()).isEqualTo("0.33333334");
  }

  @Test
  void jsonHasNoNaNSoItIsAString() {
    JsonObject json = json(Explanation.of(inputs("x", 0, "n", Tensor.of(2), "t", Tensor.of(true)), scope ->
        scope.input("x").div(0).minus(scope.input("n").to(Chainrule.F64).div(0)).plus(scope.input("t").to(Chainrule.F64))), Mode.REVERSE);
    assertThat(json.get("value").getAsString()).isEqualTo("NaN");
    JsonArray steps = json.getAsJsonArray("steps");
    assertThat(steps.get(2).getAsJsonObject().get("value").getAsString()).isEqualTo("Infinity");
    assertThat(steps.get(1).getAsJsonObject().getAsJsonArray("inputs")).extracting(e -> e.getAsString()).containsExactly("n");
  }

  @Test
  void jsonOfForwardModeHasATangentForEachInput() {
    JsonObject json = json(Explanation.of((x, y) -> x.times(y).sum(), Tensor.of(1.0, 2), Tensor.of(3.0)), Mode.FORWARD);
    JsonObject last = json.getAsJsonArray("steps").asList().getLast().getAsJsonObject();
    assertThat(last.getAsJsonObject("tangents").toString()).isEqualTo("{\"x[0]\":3.0,\"x[1]\":3.0,\"y\":3.0}");
  }

  @Test
  void pictureLabelsAreWellFormedWhateverTheNames() {
    Explanation strange = Explanation.of(inputs("a<b>&\"c\"", 1, "x\ny", 2, "--", 3), scope ->
        scope.name("]> & <", scope.input("a<b>&\"c\"").times(scope.input("x\ny")).plus(scope.input("--"))));
    for (Explanation explanation : List.of(strange, Examples.ALL.get("sort").get(), Examples.ALL.get("comparison").get())) {
      var labels = Pattern.compile("label=<(.*)>[],]", Pattern.DOTALL);
      String dot = ExplanationDot.of(explanation);
      dot.lines().filter(line -> line.contains("label=")).forEach(line -> {
        var label = labels.matcher(line);
        assertThat(label.find()).as(line).isTrue();
        String xml = "<label>" + label.group(1).replaceFirst(">, (peripheries|shape).*", "") + "</label>";
        assertThatCode(() -> DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml))))
            .as(line).doesNotThrowAnyException();
      });
      assertThat(dot).startsWith("digraph").endsWith("}\n");
    }
    assertThat(ExplanationDot.of(strange)).contains("a&lt;b&gt;&amp;&quot;c&quot;", "x<br/>y");
  }

  @Test
  void picturesMarkForksAndShowValuesInGreenAndGradientsInRed() {
    assertThat(ExplanationDot.of(Examples.ALL.get("fork").get())).contains(
        "<b>b</b><br/><font color=\"darkgreen\">1</font><br/><font color=\"red\">3 + 2 = 5</font>>, peripheries=2");
  }

  @Test
  void manyTermsAtAForkAreCounted() {
    String text = ExplanationText.of(Explanation.of(x -> x.plus(x).plus(x).plus(x).plus(x).plus(x), Tensor.of(1.0)));
    assertThat(text).contains("/dx = 1 + 1 + 1 + 1 + … (6 terms) = 6");
  }

  @Test
  void constantsFromOutsideAreListedOnce() {
    Tensor weights = Tensor.of(1.0, 2);
    String text = ExplanationText.of(Explanation.of(x -> x.times(weights).times(weights).plus(1).sum(), Tensor.of(1.0, 1)));
    assertThat(text).containsOnlyOnce("constant").containsPattern("c0 +constant +\\[1, 2\\]");
  }

  @Test
  void largeTensorsAreSummarised() {
    String text = ExplanationText.of(Explanation.of(x -> x.times(Tensor.of(Double.NaN)).sum(), JavaPrimitivesTest.random(1, 10, 10)));
    assertThat(text).contains("F64[10, 10] 100 NaN", "F64[10, 10] from -1.9");
    assertThat(ExplanationText.of(Explanation.of(x -> x.sum(), Tensor.zeros(Chainrule.F64, 0)))).contains("[]");
  }

  @Test
  void numbersAreShownInSixDigits() {
    assertThat(List.of(0.1 + 0.2, -0.0, 1e-7, 123456789.0, 1e15, 1234567.891, Double.NEGATIVE_INFINITY, 2.0 / 3))
        .extracting(Shown::number)
        .containsExactly("0.3", "-0", "1e-7", "123457000", "1e15", "1234570", "-∞", "0.666667");
  }

  @Test
  void withNothingToDifferentiateThereIsTheForwardPassAlone() {
    Explanation explanation = Explanation.of(inputs("x", 2), List.of(), scope -> scope.input("x").exp());
    assertThat(ExplanationText.of(explanation)).isEqualTo("""
        Forward pass
          step  operation  gate     value
          x     input                   2
          s0    exp(x)     local  7.38906

        Gates
          local  multiplies the upstream gradient by the local derivative
        """);
    assertThat(explanation.toString()).isEqualTo(ExplanationText.of(explanation));
    assertThat(json(explanation, Mode.REVERSE).getAsJsonObject("gradients").keySet()).isEmpty();
  }
}
