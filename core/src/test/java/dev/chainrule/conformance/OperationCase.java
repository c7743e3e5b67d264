package dev.chainrule.conformance;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A call of an operation by its name: attributes and inputs, and the reference that it is held against, where there
/// is one.
///
/// @param inapplicable what cannot be measured of it
record OperationCase(String name, VectorOperation operation, Attributes attributes, List<Tensor> inputs, @Nullable VectorCase reference,
    Set<Measure> inapplicable) {
  OperationCase(String name, VectorOperation operation, Attributes attributes, List<Tensor> inputs, @Nullable VectorCase reference) {
    this(name, operation, attributes, inputs, reference, Set.of());
  }

  /// The operation as a function of its floating inputs; the others keep their values.
  Function<List<Tensor>, Tensor> function() {
    return point -> {
      List<Tensor> all = new ArrayList<>(inputs);
      int next = 0;
      for (int i : active()) {
        all.set(i, point.get(next++));
      }
      return operation.apply(attributes, all);
    };
  }

  /// The floating inputs.
  List<Tensor> point() {
    return IntStream.of(active()).mapToObj(inputs::get).toList();
  }

  private int[] active() {
    return IntStream.range(0, inputs.size()).filter(i -> inputs.get(i).dtype().isFloating()).toArray();
  }

  /// Whether it has a derivative at all.
  boolean isDifferentiable() {
    return active().length > 0 && operation.apply(attributes, inputs).dtype().isFloating();
  }

  OperationCase withInputs(List<Tensor> others) {
    return new OperationCase(name, operation, attributes, others, null, inapplicable);
  }

  /// The same call with its floating inputs rounded to another type.
  OperationCase in(DType dtype) {
    return withInputs(inputs.stream().map(x -> x.dtype().isFloating() ? x.to(dtype) : x).toList());
  }

  @Override
  public String toString() {
    return name + (attributes.toString().equals("{}") ? "" : " " + attributes)
        + " of " + inputs.stream().map(x -> x.dtype() + x.shape().toString()).toList();
  }
}
