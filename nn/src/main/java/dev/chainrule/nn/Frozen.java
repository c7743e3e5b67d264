package dev.chainrule.nn;

import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import dev.chainrule.nn.optimize.Untrained;

/// A layer that stays as it is while others are trained: what was learned elsewhere, under a new last layer. It does always
/// what it does once training is over, and its tensors have gradients of 0.
///
/// {@snippet :
/// Linear learned = new Linear(Tensor.of(new double[][] {{2}}), Tensor.of(new double[] {0}));
/// Sequential model = Sequential.of(new Frozen<>(learned), Linear.of(F64, 1, 1, Initializer.glorotUniform(), RandomKey.of(1)));
/// System.out.println(Tree.leaves(model).size() + " " + Untrained.parametersOf(model).size()); // 4 2
/// }
public record Frozen<L extends Layer>(L layer) implements Layer, Untrained {
  @Override
  public Tensor apply(Tensor x) {
    return Tree.map(layer, Tensor::stopGradient).apply(x);
  }
}
