package dev.chainrule.graph;

import java.util.List;

/// A primitive that is not elementwise: one record that states its type rule, its kernel, its derivative
/// and what it becomes under `vmap`. Its components are its parameters and take part in `equals`.
public non-sealed interface Structural extends Differentiable {
  /// The results for inputs with values. This is the kernel of reference, on arrays of any element type;
  /// the execution may have a faster one for the same primitive.
  ///
  /// @param x the inputs, not to be changed; ask for [Array#contiguous()] where order matters
  /// @param y the types of the results, as [#infer] gave them
  Array[] evaluate(Array[] x, List<Type> y);

  /// The same operation on a whole batch: inputs with `batched[i]` have a further axis 0 of extent `size`,
  /// and all results must have it.
  Value[] batch(Value[] x, boolean[] batched, int size);

  @Override
  default Gate gate() {
    return Gate.LINEAR;
  }
}
