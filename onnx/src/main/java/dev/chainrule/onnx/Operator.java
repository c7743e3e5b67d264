package dev.chainrule.onnx;

import dev.chainrule.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/// What a node of some kind computes, in the operations that tensors have: so that it is differentiated like everything
/// else.
@FunctionalInterface
interface Operator {
  /// The results, as many as the node wants or more.
  List<Tensor> apply(Call call);

  /// All operators by their names.
  Map<String, Operator> ALL = all();

  /// One with a single result.
  static Operator one(Function<Call, Tensor> operator) {
    return call -> List.of(operator.apply(call));
  }

  private static Map<String, Operator> all() {
    Map<String, Operator> all = new HashMap<>();
    Stream.of(ElementwiseOperators.TABLE, ShapeOperators.TABLE, IndexOperators.TABLE, ReductionOperators.TABLE, WindowOperators.TABLE,
        ProductOperators.TABLE, NormalizationOperators.TABLE, RecurrentOperators.TABLE, ControlOperators.TABLE).forEach(all::putAll);
    return Map.copyOf(all);
  }
}
