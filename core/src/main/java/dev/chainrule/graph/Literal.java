package dev.chainrule.graph;

import java.util.List;

/// A tensor whose elements are all one number, known when the graph is built. It costs one element of
/// memory, whatever its shape.
public record Literal(Type type, double value) implements Structural {
  /// Keeps the number as its type has it: 10⁻⁶⁰ is 0 in F32, and 10³⁹ is ∞.
  public Literal {
    value = type.dtype() == DType.F32 ? (float) value : value;
  }

  /// The literal applied: a value of this type and number.
  public static Value of(Type type, double value) {
    return new Literal(type, value).on();
  }

  public static Value zeros(Type type) {
    return of(type, 0);
  }

  public static Value ones(Type type) {
    return of(type, 1);
  }

  @Override
  public String name() {
    return "literal";
  }

  @Override
  public Gate gate() {
    return Gate.CUT;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    if (!type.dtype().holds(value)) {
      throw new DTypeException("[literal] %s is no %s value; convert the tensor first, as in x.to(F32)"
          .formatted(value, type.dtype()));
    }
    return List.of(type);
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    return new Array[] {Array.scalar(type.dtype(), value).broadcast(type.shape(), new int[0])};
  }

  @Override
  public Partial partial(int argument) {
    throw new AssertionError("a literal has no inputs");
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {of(type.withShape(type.shape().prepend(size)), value)};
  }

  /// By bits, so that 0 and -0 stay apart and NaN equals itself.
  @Override
  public boolean equals(Object other) {
    return other instanceof Literal(Type thatType, double that)
        && type.equals(thatType)
        && Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(that);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Double.hashCode(value);
  }
}
