package dev.chainrule;

import static dev.chainrule.Chainrule.grad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  private final int before = Threads.most();

  @AfterEach
  void restore() {
    Threads.use(before);
  }

  @Test
  void resultsHaveTheSameBitsWhateverTheNumberOfThreads() {
    Tensor x = RandomKey.of(1).normal(DType.F32, 6, 9, 21, 20);
    Tensor kernel = RandomKey.of(2).normal(DType.F32, 40, 9, 3, 3);
    Tensor weights = RandomKey.of(3).normal(DType.F32, 40, 300);
    UnaryOperator<Tensor> f = w -> x.conv2d(w).maxPool2d(2).mean(-2, -1).matmul(weights).tanh().sum();
    UnaryOperator<Tensor> g = u -> u.conv2d(kernel).square().sum();
    List<Tensor> once = new ArrayList<>();
    for (int threads : new int[] {1, 2, 5}) {
      Threads.use(threads);
      List<Tensor> results = List.of(grad(f).apply(kernel), grad(g).apply(x), weights.transpose().matmul(weights));
      if (once.isEmpty()) {
        once.addAll(results);
      }
      for (int i = 0; i < once.size(); i++) {
        assertThat(results.get(i).toFloats()).isEqualTo(once.get(i).toFloats());
      }
    }
  }

  @Test
  void thereIsAtLeastOne() {
    assertThatThrownBy(() -> Threads.use(0)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[threads] 0 threads can do nothing; give 1 or more");
    assertThat(Threads.most()).isEqualTo(before);
  }
}
