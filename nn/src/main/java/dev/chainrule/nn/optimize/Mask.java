package dev.chainrule.nn.optimize;

import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Which parameters something is done to, by their places and what they are: weights shrink, but biases and the scales of
/// norms usually do not.
///
/// {@snippet :
/// Mask weights = (name, parameter) -> name.endsWith("w");
/// System.out.println(Mask.MATRICES.includes("b", Tensor.ones(F32, 10)) + " " + weights.includes("w", Tensor.ones(F32, 2, 3))); // false true
/// }
@FunctionalInterface
public interface Mask {
  /// Every parameter.
  Mask ALL = (name, parameter) -> true;
  /// Those with at least two axes: weights of layers, kernels and embeddings, but neither biases nor scales.
  Mask MATRICES = (name, parameter) -> parameter.rank() >= 2;

  /// Whether this parameter is meant.
  ///
  /// @param name as [Tree#named] has it
  boolean includes(String name, Tensor parameter);

  /// The same for the tensors of a tree that are trained, in their order.
  static List<Boolean> of(Mask mask, Object parameters) {
    Iterator<Boolean> trained = TrainedLeaves.which(parameters).iterator();
    return Tree.named(parameters).entrySet().stream().filter(one -> trained.next())
        .map((Map.Entry<String, Tensor> one) -> mask.includes(one.getKey(), one.getValue())).toList();
  }
}
