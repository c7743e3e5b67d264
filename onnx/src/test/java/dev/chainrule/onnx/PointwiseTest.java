package dev.chainrule.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Gates;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Every row of the table of elementwise operations: written, or refused by name.
class PointwiseTest {
  private static final float[] NUMBERS = {0.25f, -0.5f, 0.75f, 1.25f, -2, 3, 0.1f, 1e-6f, 0.9f, -0.9f, 1, 0};

  @Test
  void everyRowIsWrittenOrRefusedByName() throws Exception {
    Set<String> refused = new TreeSet<>();
    for (Pointwise row : Gates.table()) {
      BiFunction<List<Tensor>, List<Tensor>, Tensor> function = (none, x) -> Tensor.of(row.on(x.stream().map(Tensor::value).toArray(Value[]::new)));
      try {
        Agreement.require(function, List.of(), inputs(row, 4), inputs(row, 12), inputs(row, 5));
      } catch (OnnxException e) {
        assertThat(e).hasMessageContaining("[export] `" + row.name() + "` has no counterpart in ONNX");
        refused.add(row.name());
      }
    }
    assertThat(refused).doesNotContain("exp", "sigmoid", "erf", "log1p", "expm1", "atan2", "hypot", "where", "lt").hasSizeLessThan(40);
  }

  private static List<Tensor> inputs(Pointwise row, int examples) {
    return IntStream.range(0, row.arity()).mapToObj(i -> {
      Tensor x = Tensor.of(NUMBERS).take(dev.chainrule.Functions.arange(examples).plus(3 * i).rem(NUMBERS.length), 0);
      return switch (row.signature()) {
        case ANY, FLOATING, NUMERIC, COMPARISON -> x;
        case INTEGER -> x.times(7).to(DType.I32);
        case LOGICAL -> x.gt(0.5);
        case SELECTION -> i == 0 ? x.gt(0.5) : x;
      };
    }).toList();
  }
}
