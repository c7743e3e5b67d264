package dev.chainrule.exec;

import dev.chainrule.graph.DType;

/// The instructions that choose, over arrays of one floating type, each with an offset of its own.
///
/// @param <A> `float[]` or `double[]`
interface Choices<A> {
  /// z = 0 where x or y is 0, else x · y.
  void zeroTimes(A x, int xAt, A y, int yAt, A z, int zAt, int n);

  /// z = x where the condition holds, else y.
  void select(boolean[] condition, int conditionAt, A x, int xAt, A y, int yAt, A z, int zAt, int n);

  /// Those on arrays of a floating type.
  @SuppressWarnings("unchecked") // Whoever asks by type passes arrays of that type.
  static Choices<Object> of(DType type) {
    return (Choices<Object>) (Choices<?>) switch (type) {
      case F32 -> new FloatChoices();
      case F64 -> new DoubleChoices();
      case I32, I64, BOOL -> throw new AssertionError("no choices of " + type);
    };
  }
}
