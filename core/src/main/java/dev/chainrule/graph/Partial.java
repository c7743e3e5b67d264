package dev.chainrule.graph;

/// How a primitive's result depends, to first order, on one of its inputs. One such statement serves
/// forward mode and reverse mode alike.
public sealed interface Partial {
  /// Elementwise: a scalar local derivative, in the inputs and (as the argument after them) the result.
  /// Forward it multiplies the tangent, in reverse the cotangent, both by [Scalar#zeroTimes].
  ///
  /// Compared by identity, which is how the kernels made from it are found.
  record Local(Scalar derivative) implements Partial {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /// The result is linear in this input. Forward mode applies the primitive itself to the tangent.
  ///
  /// @param transpose the transposed map, for reverse mode
  /// @param joint     whether the result is linear in all such inputs together (`concat`), so that absent
  ///                  tangents count as zeros, or in each while the others keep their values (`matmul`)
  record Linear(Transpose transpose, boolean joint) implements Partial {}

  /// The derivative is a linear map of the tangent, written in other primitives. Reverse mode transposes
  /// it: it is traced on a tangent without a value, and swept backward.
  record Structured(Pushforward jvp) implements Partial {}

  /// The result does not change with small changes of this input, or the input is no number.
  record Cut() implements Partial {}

  /// The transposed map of a linear primitive.
  @FunctionalInterface
  interface Transpose {
    /// The cotangent of one input from the cotangent `dy` of the result. Of the input itself only the type
    /// may be read; the other inputs have their values.
    Value apply(Value[] x, Value dy);
  }

  /// The derivative in the direction of one input's tangent.
  @FunctionalInterface
  interface Pushforward {
    /// The tangents of all results (null for those that have none), linear in `dx`.
    Value[] apply(Value[] x, Value[] y, Value dx);
  }

  Partial CUT = new Cut();

  static Partial local(Scalar derivative) {
    return new Local(derivative);
  }

  /// Linear in this input while the others keep their values.
  static Partial linear(Transpose transpose) {
    return new Linear(transpose, false);
  }

  /// Linear in this input and all others declared so, together.
  static Partial jointlyLinear(Transpose transpose) {
    return new Linear(transpose, true);
  }

  static Partial structured(Pushforward jvp) {
    return new Structured(jvp);
  }
}
