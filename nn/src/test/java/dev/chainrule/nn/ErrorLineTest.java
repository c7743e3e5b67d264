package dev.chainrule.nn;

import static dev.chainrule.Chainrule.F64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chainrule.Tensor;
import dev.chainrule.graph.ShapeException;
import org.junit.jupiter.api.Test;

/// An error inside a layer names the line that calls it, not the layer's own.
class ErrorLineTest {
  @Test
  void theLineIsTheUsers() {
    Linear layer = new Linear(Tensor.zeros(F64, 3, 2), Tensor.zeros(F64, 2));
    ShapeException thrown = catchThrowableOfType(ShapeException.class, () -> layer.apply(Tensor.zeros(F64, 5, 4)));
    assertThat(thrown.line().file()).isEqualTo("ErrorLineTest.java");
    assertThat(thrown.getMessage()).doesNotContain("ErrorLineTest");
    assertThat(thrown.toString()).endsWith("(at ErrorLineTest.java:" + thrown.line().line() + ")");
  }
}
