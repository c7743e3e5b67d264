package dev.chainrule;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vmap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DebugPrintTest {
  private static final UnaryOperator<Tensor> F = x -> x.times(x).debugPrint("square").times(3);

  private static List<String> printed(Runnable code) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      code.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void printsAtOnceWithoutATrace() {
    assertThat(printed(() -> F.apply(Tensor.of(1.0, 2)))).containsExactly("square: F64[2] [1.0, 4.0]");
  }

  @Test
  void printsAtEachRunOfACompiledFunctionAndNotWhileItIsTraced() {
    UnaryOperator<Tensor> compiled = jit(F);
    assertThat(printed(() -> {
      for (int i = 1; i <= 3; i++) {
        assertThat(compiled.apply(Tensor.of((double) i)).item()).isEqualTo(3.0 * i * i);
      }
    })).containsExactly("square: F64 1.0", "square: F64 4.0", "square: F64 9.0");
  }

  @Test
  void printsEachExampleOfABatch() {
    Tensor batch = Tensor.of(new double[][] {{1, 2}, {3, 4}});
    assertThat(printed(() -> vmap(F).apply(batch))).containsExactly("square[0]: F64[2] [1.0, 4.0]", "square[1]: F64[2] [ 9.0, 16.0]");
    assertThat(printed(() -> jit(vmap(vmap(F))).apply(batch)))
        .containsExactly("square[0, 0]: F64 1.0", "square[0, 1]: F64 4.0", "square[1, 0]: F64 9.0", "square[1, 1]: F64 16.0");
  }

  @Test
  void derivativesPassThroughAndPrintNothingOfTheirOwn() {
    Tensor x = Tensor.of(2.0);
    assertThat(printed(() -> {
      assertThat(grad(F).apply(x).item()).isEqualTo(12);
      assertThat(jvp(F, x, Tensor.of(1.0)).tangent().item()).isEqualTo(12);
      assertThat(grad(grad(F)).apply(x).item()).isEqualTo(6);
    })).containsOnly("square: F64 4.0").hasSize(3);
  }

  @Test
  void aCompiledGradientStillPrintsTheValueOnce() {
    UnaryOperator<Tensor> compiled = jit(grad(x -> F.apply(x).sin()));
    assertThat(printed(() -> compiled.apply(Tensor.of(2.0)))).containsExactly("square: F64 4.0");
  }

  @Test
  void twoOfTheSameTextAndValueStayTwo() {
    UnaryOperator<Tensor> twice = x -> {
      Tensor sum = x;
      for (int i = 0; i < 2; i++) {
        sum = sum.plus(x.debugPrint("x"));
      }
      return sum;
    };
    UnaryOperator<Tensor> compiled = jit(twice);
    UnaryOperator<Tensor> gradient = jit(grad(twice));
    assertThat(printed(() -> twice.apply(Tensor.of(2.0)))).hasSize(2);
    for (int call = 0; call < 3; call++) {
      assertThat(printed(() -> compiled.apply(Tensor.of(2.0)))).containsExactly("x: F64 2.0", "x: F64 2.0");
    }
    assertThat(printed(() -> gradient.apply(Tensor.of(2.0))).size()).isLessThanOrEqualTo(2);
    assertThat(printed(() -> grad(compiled).apply(Tensor.of(2.0)))).containsExactly("x: F64 2.0", "x: F64 2.0");
  }
}
