package dev.chainrule.nn.optimize;

import static dev.chainrule.Functions.where;

import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import dev.chainrule.graph.DType;

/// An optimiser that sees gradients of limited size; see [Optimizer#clippedByNorm] and [Optimizer#clippedByValue].
///
/// @param inner the optimiser
/// @param by    what is limited
/// @param limit how large it may be
public record Clipped<S>(Optimizer<S> inner, By by, double limit) implements Optimizer<S> {
  /// What is limited.
  public enum By {
    /// The length of all floating tensors together, as one vector: beyond it all are shortened by the same factor.
    NORM,
    /// Each number by itself.
    VALUE
  }

  /// @throws IllegalArgumentException unless the limit is positive and finite
  public Clipped {
    Hyperparameters.requirePositive("Clipped", "limit", limit);
  }

  @Override
  public <P> S init(P parameters) {
    return inner.init(parameters);
  }

  @Override
  public <P> Update<P, S> update(P gradient, S state, P parameters) {
    P clipped = switch (by) {
      case VALUE -> Tree.map(gradient, g -> g.dtype().isFloating() ? g.clip(-limit, limit) : g);
      case NORM -> {
        Tensor norm = globalNorm(gradient);
        Tensor factor = where(norm.gt(limit), norm.reciprocal().times(limit), 1);
        yield Tree.map(gradient, g -> g.dtype().isFloating() ? g.times(factor.to(g.dtype())) : g);
      }
    };
    return inner.update(clipped, state, parameters);
  }

  /// The length of all floating tensors of a tree as one vector, in F64.
  ///
  /// {@snippet :
  /// System.out.println(Clipped.globalNorm(List.of(Tensor.of(3.0), Tensor.of(0.0, 4.0))).item()); // 5.0
  /// }
  public static Tensor globalNorm(Object tree) {
    return TrainedLeaves.of(tree).stream().map(x -> x.norm().to(DType.F64)).reduce(Tensor.of(0.0), Tensor::hypot);
  }
}
