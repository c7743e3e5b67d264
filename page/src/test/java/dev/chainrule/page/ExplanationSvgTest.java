package dev.chainrule.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Tensor;
import dev.chainrule.view.Explanation;
import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xml.sax.InputSource;

class ExplanationSvgTest {
  @ParameterizedTest
  @EnumSource
  void everyExampleIsDrawnWithAllItsStepsAndIsWellFormed(Lecture example) throws Exception {
    Explanation explanation = example.request().problem().explain();

    String svg = ExplanationSvg.of(explanation);

    var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
    explanation.steps().forEach(step -> assertThat(svg).contains("data-node=\"" + step.name() + "\""));
    assertThat(svg).isEqualTo(ExplanationSvg.of(explanation)).doesNotContain("NaN");
  }

  @Test
  void aForkSaysThatGradientsAdd() {
    assertThat(ExplanationSvg.of(Lecture.MODES.request().problem().explain())).contains("gradients add: 3 + 2", "class=\"frame inner\"");
  }

  @Test
  void aLineHasWhatFlowsBackAlongIt() {
    assertThat(ExplanationSvg.of(Lecture.GRAPH.request().problem().explain())).containsPattern("class=\"downstream\"[^>]*>∇ -4<");
  }

  @Test
  void aThousandStepsAreDrawn() {
    Explanation explanation = Explanation.of(x -> {
      Tensor y = x;
      for (int i = 0; i < 1_500; i++) {
        y = y.sin().plus(x);
      }
      return y;
    }, Tensor.of(0.5));

    String svg = ExplanationSvg.of(explanation);

    assertThat(svg.split("class=\"node step")).hasSize(3_001);
    assertThat(svg).contains("class=\"node reference\"", "data-of=\"x\"");
  }
}
