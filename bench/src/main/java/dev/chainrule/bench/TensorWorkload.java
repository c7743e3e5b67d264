package dev.chainrule.bench;

import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import dev.chainrule.graph.DType;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/// A function of tensors, run again and again on the same; its result is the mean magnitude of the (first) tensor that it
/// gives.
final class TensorWorkload implements Workload {
  private final Map<String, Tensor> inputs;
  private final Supplier<?> function;
  private Object last = Tensor.of(Double.NaN);

  private TensorWorkload(Map<String, Tensor> inputs, Supplier<?> function) {
    this.inputs = inputs;
    this.function = function;
  }

  /// Of a function that gives a tensor, or a tree of them.
  static TensorWorkload of(Function<Tensor, ?> function, Tensor x) {
    return new TensorWorkload(Map.of("x", x), () -> function.apply(x));
  }

  /// Of a function of two.
  static TensorWorkload of(BiFunction<Tensor, Tensor, ?> function, Tensor x, Tensor y) {
    return new TensorWorkload(Map.of("x", x, "y", y), () -> function.apply(x, y));
  }

  @Override
  public void step() {
    last = function.get();
  }

  @Override
  public double result() {
    return Tree.leaves(last).getFirst().to(DType.F64).abs().mean().item();
  }

  @Override
  public Map<String, Tensor> inputs() {
    return inputs;
  }

  @Override
  public long resultBytes() {
    return Bytes.of(last);
  }
}
